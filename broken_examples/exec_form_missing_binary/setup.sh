echo "ready" > state
