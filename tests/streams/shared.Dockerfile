FROM bisectbuild-test/busybox AS left
RUN echo same
RUN echo left
FROM bisectbuild-test/busybox AS right
RUN echo same
RUN echo right
FROM bisectbuild-test/busybox AS left
RUN echo same
COPY --from=1 /bin/sh /r
COPY --from=0 /bin/sh /l
RUN exit 6
