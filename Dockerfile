# schemacheck for machines without Python: `docker build --tag schemacheck .`, then
#
#   docker run --rm --volume "$PWD:/work:ro" --env DATABASE_URL schemacheck check
#
# The image has an interpreter, certificates and schemacheck: no shell, no package manager, no source. .ci/image.sh builds
# it, runs it and holds it to its size.

# Python and Debian as in the last stage: the packages are compiled for one of each. It has binutils, the slim one has not.
FROM python:3.13-trixie AS build
WORKDIR /build
COPY requirements/run.txt requirements/build.txt requirements/
RUN pip install --no-cache-dir --no-compile --require-hashes --target /packages --requirement requirements/run.txt \
    && pip install --no-cache-dir --require-hashes --requirement requirements/build.txt
COPY . .
# Compiled modules stand in the place of their sources: half the size, and a start that has nothing to compile. What
# debuggers read goes too, but not from libraries that a wheel has patched for itself.
RUN pip install --no-cache-dir --no-compile --no-deps --no-build-isolation --target /packages . \
    && python -m compileall -q -b /packages \
    && find /packages \( -name "*.py" -o -name "*.pyi" -o -name "*.pyx" -o -name "__pycache__" \) -delete \
    && find /packages -name "*.so" -not -path "*.libs/*" -exec strip --strip-unneeded {} + \
    && rm -rf /packages/bin /packages/share /packages/sqlalchemy/testing

FROM gcr.io/distroless/python3-debian13:nonroot
ARG VERSION=0.2.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="schemacheck" \
      org.opencontainers.image.description="Compares an expected schema, written down and reviewed, with what a live PostgreSQL really has." \
      org.opencontainers.image.url="https://github.com/schemacheck/schemacheck" \
      org.opencontainers.image.documentation="https://schemacheck.github.io/schemacheck" \
      org.opencontainers.image.source="https://github.com/schemacheck/schemacheck" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
COPY --from=build /packages /packages
ENV PYTHONPATH=/packages PYTHONDONTWRITEBYTECODE=1
WORKDIR /work
USER 65532:65532
ENTRYPOINT ["/usr/bin/python3", "-m", "schemacheck"]
CMD ["check"]
