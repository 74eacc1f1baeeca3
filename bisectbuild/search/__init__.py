"""The search for the last good layer: one build of the person's file, then cuts until one passes.

BuildKit runs steps out of order, so a cut before the first failure seen can itself fail: a COPY
fails before an earlier RUN has run at all. Then the culprit moves to the cut's failure, which
stands earlier in the file, so the search ends.
"""
