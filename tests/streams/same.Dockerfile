FROM bisectbuild-test/busybox
RUN if [ -e /twice ]; then exit 9; fi; touch /twice
RUN if [ -e /twice ]; then exit 9; fi; touch /twice
CMD ["sh"]
