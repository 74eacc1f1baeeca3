FROM bisectbuild-test/onbuild
RUN echo after
RUN exit 3
