# Calma in a container: `make image`, or `docker build -t calma .`. What each step is for: docs/howto/docker.md.
FROM python:3.13-slim AS build
# `extras` takes calma[agents] and calma[otel] along; `run` is what all need.
ARG PACKAGES=run
# Languages that dates and numbers are written in, and `root`, which all begin from.
ARG LOCALES="root|en|es"
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /source
RUN python -m venv /opt/build && python -m venv --without-pip /opt/calma
COPY requirements/run.txt requirements/extras.txt requirements/build.txt requirements/
RUN /opt/build/bin/pip install --require-hashes -r requirements/build.txt \
    && /opt/build/bin/pip --python /opt/calma/bin/python install \
    --require-hashes --only-binary :all: --no-compile -r "requirements/${PACKAGES}.txt"
COPY pyproject.toml README.md LICENSE app.py manifest.yml ./
COPY docs/trust docs/trust
COPY phrasebook phrasebook
COPY bot bot
RUN /opt/build/bin/python -m build --wheel --no-isolation --outdir /opt/wheel \
    && /opt/build/bin/pip --python /opt/calma/bin/python install --no-deps --no-index /opt/wheel/*.whl
# Compiled is what Calma imports, for a quick start of a file system that is only read; 50 MB less than all.
# It is what is installed, hence `-P`, and not what was copied here.
RUN find /opt/calma -regextype posix-extended -path "*/babel/locale-data/*" \
    ! -regex ".*/(${LOCALES})(_.*)?[.]dat" -delete \
    && find /opt/calma -name __pycache__ -prune -exec rm -r {} + \
    && /opt/calma/bin/python -P -c "import importlib.util, pkgutil, bot; [importlib.import_module(m.name) for m in pkgutil.walk_packages(bot.__path__, 'bot.') if '.migrations' not in m.name and (m.name != 'bot.teams.agents_adapter' or importlib.util.find_spec('microsoft_agents'))]"

FROM python:3.13-slim
ARG VERSION=unknown
LABEL org.opencontainers.image.title="Calma" \
      org.opencontainers.image.description="A chat coach for customer-service agents, in Slack and Microsoft Teams" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}"
# Whoever runs it is nobody elsewhere, and installs nothing here.
RUN python -m pip uninstall --yes --root-user-action ignore pip \
    && useradd --uid 10001 --user-group --no-create-home --home-dir /data --shell /usr/sbin/nologin calma \
    && install -d -o calma -g calma -m 700 /data
COPY --from=build /opt/calma /opt/calma
# The app makes its folder itself, for itself alone, whoever owns the volume. Slack's package wants a home, also
# where somebody has it run as a user that this image does not know.
ENV PATH=/opt/calma/bin:$PATH \
    HOME=/data \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HOST=0.0.0.0 \
    PORT=3978 \
    CALMA_DATA_DIR=/data/calma
USER 10001:10001
WORKDIR /data
VOLUME ["/data"]
EXPOSE 3978
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --start-interval=2s --retries=3 \
    CMD ["python", "-c", "import http.client, os; c = http.client.HTTPConnection('127.0.0.1', int(os.environ['PORT']), timeout=4); c.request('GET', '/healthz'); raise SystemExit(c.getresponse().status != 200)"]
ENTRYPOINT ["calma"]
CMD ["run"]
