FROM bisectbuild-test/busybox
COPY <<one <<two /files/
a
one
b
two
RUN <<EOF
echo from heredoc
exit 5
EOF
RUN true
