echo "helo"
