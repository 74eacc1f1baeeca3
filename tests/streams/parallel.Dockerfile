ARG WHO=world
FROM bisectbuild-test/busybox AS one
ENV GREETING=hello
RUN echo $GREETING && sleep 1
WORKDIR /
RUN sleep 30

FROM bisectbuild-test/busybox AS two
ARG WHO
WORKDIR /srv/$WHO
RUN echo one; sleep 2; echo two >&2; exit 7

FROM scratch
COPY --from=one /bin/sh /one
COPY --from=two /srv /two
