FROM bisectbuild-test/busybox AS base
RUN true
FROM base AS mid
WORKDIR /
COPY --link a.txt /linked/
RUN true
FROM mid
COPY --link --from=base /bin/sh /linked/sh
RUN echo nope; exit 4
