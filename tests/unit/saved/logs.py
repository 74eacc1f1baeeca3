"""Logs of one build in the forms of several builders: two good steps, and a third that fails."""

from __future__ import annotations

from typing import Final

DOCKERFILE: Final = "FROM base\n\nCOPY app /srv\nRUN make \\\n    world\n"
ERROR: Final = 'process "/bin/sh -c make     world" did not complete successfully: exit code: 2'
RULE: Final = "-" * 20
SUMMARY: Final = """------
 > [3/3] RUN make     world:
0.200 cc -c world.c
0.300 make: *** [world] Error 1
------
"""
BLOCK: Final = f"""Dockerfile:4
{RULE}
   2 |{" "}
   3 |     COPY app /srv
   4 | >>> RUN make \\
   5 | >>>     world
   6 |{" "}
{RULE}
"""
FINAL: Final = f"ERROR: failed to solve: {ERROR}\n"
STEPS: Final = """#1 [internal] load build definition from Dockerfile
#1 DONE 0.0s

#4 [1/3] FROM registry.example/base
#4 CACHED

#5 [2/3] COPY app /srv
#5 DONE 0.1s

"""
FAILING: Final = f"""#6 [3/3] RUN make     world
#6 0.200 cc -c world.c
#6 0.300 make: *** [world] Error 1
#6 ERROR: {ERROR}
"""
PLAIN: Final = f"{STEPS}{FAILING}{SUMMARY}{BLOCK}{FINAL}"
PASSING: Final = f"""{STEPS}#6 [3/3] RUN make     world
#6 DONE 0.1s

#7 exporting to image
#7 exporting layers done
#7 DONE 0.0s
"""
RETURNED: Final = "The command '/bin/sh -c make     world' returned a non-zero code: 2\n"
LEGACY: Final = """Sending build context to Docker daemon  6.144kB
Step 1/3 : FROM base
 ---> b00e18382ec6
Step 2/3 : COPY app /srv
 ---> 2f1c4f0d8a1b
Step 3/3 : RUN make     world
 ---> Running in 7a0fc8e52b5c
cc -c world.c
make: *** [world] Error 1
"""
PODMAN: Final = """STEP 1/3: FROM base
STEP 2/3: COPY app /srv
--> 2f1c4f0d8a1b
STEP 3/3: RUN make     world
cc -c world.c
make: *** [world] Error 1
Error: building at STEP "RUN make     world": while running runtime: exit status 2
"""
TTY: Final = f"""[+] Building 1.3s (6/6) FINISHED                             docker:default
 => [internal] load build definition from Dockerfile                           0.0s
 => CACHED [1/3] FROM registry.example/base                                    0.0s
 => [2/3] COPY app /srv                                                        0.1s
 => ERROR [3/3] RUN make     worl                                              0.3s
{SUMMARY}{BLOCK}{FINAL}"""
