# Exits 7 where the greeting is not the one that was agreed on.
greeting=$(sh greet.sh)
[ "$greeting" = "hello" ] || {
    echo "expected 'hello', got '$greeting'" >&2
    exit 7
}
