"""Since which release Go's standard library has a package or a name."""

from __future__ import annotations

from functools import cache

_PACKAGES = """
context 1.7|net/http/httptrace 1.7|plugin 1.8|math/bits 1.9
crypto/ed25519 1.13|hash/maphash 1.14|time/tzdata 1.15|embed 1.16|io/fs 1.16|testing/fstest 1.16
runtime/metrics 1.16|go/build/constraint 1.16|net/netip 1.18|go/doc/comment 1.19
crypto/ecdh 1.20|runtime/coverage 1.20|slices 1.21|maps 1.21|cmp 1.21|log/slog 1.21
testing/slogtest 1.21|math/rand/v2 1.22|go/version 1.22|iter 1.23|unique 1.23|structs 1.23|weak 1.24
crypto/hkdf 1.24|crypto/pbkdf2 1.24|crypto/sha3 1.24|crypto/mlkem 1.24|encoding/json/v2 1.25
testing/synctest 1.25
"""
_NAMES = """
atomic.Value 1.4|sort.Slice 1.8|url.PathEscape 1.8|http.NoBody 1.8|sync.Map 1.9
strings.Builder 1.10|os.UserCacheDir 1.11|strings.ReplaceAll 1.12|bytes.ReplaceAll 1.12
os.UserHomeDir 1.12|errors.Is 1.13|errors.As 1.13|errors.Unwrap 1.13|http.NewRequestWithContext 1.13
os.UserConfigDir 1.13|io.ReadAll 1.16|io.Discard 1.16|io.NopCloser 1.16|os.ReadFile 1.16
os.WriteFile 1.16|os.ReadDir 1.16|os.MkdirTemp 1.16|os.CreateTemp 1.16|os.DirFS 1.16
filepath.WalkDir 1.16|signal.NotifyContext 1.16|http.FS 1.16|time.UnixMilli 1.17|math.MaxInt 1.17
unsafe.Slice 1.17|any 1.18|strings.Cut 1.18|bytes.Cut 1.18|reflect.Pointer 1.18|atomic.Pointer 1.19
atomic.Bool 1.19|atomic.Int32 1.19|atomic.Int64 1.19|atomic.Uint32 1.19|atomic.Uint64 1.19
fmt.Append 1.19|fmt.Appendf 1.19|url.JoinPath 1.19|http.MaxBytesError 1.19|errors.Join 1.20
context.Cause 1.20|context.WithCancelCause 1.20|bytes.Clone 1.20|strings.CutPrefix 1.20
strings.CutSuffix 1.20|unsafe.String 1.20|unsafe.StringData 1.20|http.NewResponseController 1.20
min 1.21|max 1.21|clear 1.21|sync.OnceFunc 1.21|sync.OnceValue 1.21|context.WithoutCancel 1.21
context.AfterFunc 1.21|errors.ErrUnsupported 1.21|testing.Testing 1.21|reflect.TypeFor 1.22
http.FileServerFS 1.22|os.CopyFS 1.23|os.Root 1.24|os.OpenRoot 1.24|strings.SplitSeq 1.24
"""


def since(package: str) -> str:
    """Give the release (`1.21`) that brought a package, "" where it is old or none of these."""
    return _table(_PACKAGES).get(package, "")


def name_since(name: str) -> str:
    """Give the release that brought a name like `errors.Is`, "" where it is not of these."""
    return _table(_NAMES).get(name, "")


@cache
def _table(text: str) -> dict[str, str]:
    pairs = (pair.split() for pair in text.replace("\n", "|").split("|") if pair)
    return {pair[0]: pair[1] for pair in pairs}
