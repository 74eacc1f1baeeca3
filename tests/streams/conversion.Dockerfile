FROM bisectbuild-test/busybox
RUN true
STOPSIGNAL nonsense
RUN echo x
