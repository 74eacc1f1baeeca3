FROM bisectbuild-test/busybox
RUN true
RUUN false
