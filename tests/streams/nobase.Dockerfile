FROM bisectbuild-test/busybox AS a
RUN true
FROM bisectbuild-test/missing:1
RUN echo x
