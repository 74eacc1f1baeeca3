FROM bisectbuild-test/busybox
RUN echo begin
RUN echo waiting; sleep 60
