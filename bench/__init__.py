"""The benchmarks: each row compares bisectbuild with a peer, in one run on one machine."""
