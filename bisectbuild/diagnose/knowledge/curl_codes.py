"""What curl's exit codes say, where curl itself was told to be silent."""

from __future__ import annotations

from typing import Final, NamedTuple

from bisectbuild.diagnose.category import Category


class CurlCode(NamedTuple):
    """What happened (the end of a sentence), what to do, and of which kind it is."""

    words: str
    advice: str
    category: Category


_OTHER_URL: Final = "Open the URL yourself and correct it: the file moved, or was never there."
_RETRY: Final = "Try again; add `--retry 5` to curl."
_NAMES: Final = "Check the host's name and the DNS of the engine, then try again."
_TRUST: Final = "Install ca-certificates (and your company's own) before this line."

CURL: Final[dict[int, CurlCode]] = {
    1: CurlCode("does not know the protocol of the URL", _OTHER_URL, Category.DOWNLOAD_HTTP),
    3: CurlCode("could not make sense of the URL", _OTHER_URL, Category.DOWNLOAD_HTTP),
    5: CurlCode("could not look up the proxy's host", _NAMES, Category.PROXY),
    6: CurlCode("could not look up the host", _NAMES, Category.DNS),
    7: CurlCode("could not connect to the host", _RETRY, Category.NETWORK),
    16: CurlCode("met an error of HTTP/2", _RETRY, Category.NETWORK),
    18: CurlCode("got only a part of the file", _RETRY, Category.NETWORK),
    22: CurlCode(
        "got an HTTP error of 400 or more from the server", _OTHER_URL, Category.DOWNLOAD_HTTP
    ),
    23: CurlCode(
        "could not write what it got", "Look at the path after -o, and at the disk.", Category.FS
    ),
    26: CurlCode("could not read a file that it should send", "Correct the path.", Category.FS),
    28: CurlCode("waited too long", _RETRY, Category.NETWORK),
    35: CurlCode("could not agree on TLS with the host", _TRUST, Category.TLS),
    37: CurlCode("could not read the file of a file:// URL", "Correct the path.", Category.FS),
    47: CurlCode(
        "was sent on from one URL to the next too often", _OTHER_URL, Category.DOWNLOAD_HTTP
    ),
    51: CurlCode("found another host's certificate", _TRUST, Category.TLS),
    52: CurlCode("got an empty answer", _RETRY, Category.NETWORK),
    55: CurlCode("could not send", _RETRY, Category.NETWORK),
    56: CurlCode("lost the connection while it received", _RETRY, Category.NETWORK),
    58: CurlCode("could not use its own certificate", _TRUST, Category.TLS),
    60: CurlCode("does not trust the host's certificate", _TRUST, Category.TLS),
    67: CurlCode("was denied the login", "Check name and password.", Category.DOWNLOAD_HTTP),
    77: CurlCode("could not read the file of trusted certificates", _TRUST, Category.TLS),
    78: CurlCode("did not find the file", _OTHER_URL, Category.DOWNLOAD_HTTP),
    92: CurlCode("met an error in an HTTP/2 stream", _RETRY, Category.NETWORK),
}
