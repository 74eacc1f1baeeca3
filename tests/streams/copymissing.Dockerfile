FROM bisectbuild-test/busybox
RUN true
COPY a.txt /a
COPY nothere.txt /b
