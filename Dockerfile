# One image for web, worker, beat and migrate; docker-compose.yml says which command each runs.

FROM python:3.13-slim AS packages
WORKDIR /app
COPY requirements/runtime.txt requirements/
RUN python -m venv /app/.venv \
    && /app/.venv/bin/pip install --no-cache-dir --require-hashes --requirement requirements/runtime.txt

FROM python:3.13-slim
ENV PATH="/app/.venv/bin:$PATH" \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    HINDCAST_DATA=/data
RUN useradd --system --uid 10001 --no-create-home hindcast \
    && install --directory --owner=hindcast --group=hindcast /data
WORKDIR /app
COPY --from=packages /app/.venv .venv
COPY . .
RUN python -m compileall -q . && python -m launcher.messages
USER 10001
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s CMD ["python", "-m", "launcher.probe", "web"]
CMD ["python", "-m", "gunicorn", "config.wsgi:application", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "2", "--threads", "4", "--graceful-timeout", "8", "--preload", "--no-control-socket"]
