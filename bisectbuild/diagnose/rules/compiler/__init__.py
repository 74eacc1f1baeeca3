"""Compilers and their build tools: C, JVM, Go, Rust, .NET and others (BB5xx)."""
