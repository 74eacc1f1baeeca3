FROM bisectbuild-test/busybox
LABEL a=b
RUN echo good
COPY a.txt /a
CMD ["sh"]
