# The assistant: Rasa with its trained model, and the action server, one image. Build from the root
# of the checkout:
#   docker build -f docker/rasa.Dockerfile -t hangat-rasa .

FROM python:3.10-slim-bookworm AS build
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_NO_CACHE=1 UV_PYTHON_DOWNLOADS=never
RUN pip install --no-cache-dir uv==0.13.9
WORKDIR /app/bot
COPY bot/pyproject.toml bot/uv.lock bot/.python-version ./
RUN uv sync --frozen --no-dev

FROM python:3.10-slim-bookworm AS train
ENV PATH=/app/bot/.venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 RASA_TELEMETRY_ENABLED=false \
    CUDA_VISIBLE_DEVICES="" TF_CPP_MIN_LOG_LEVEL=2 OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
WORKDIR /app/bot
COPY --from=build /app/bot/.venv .venv
COPY bot/ ./
COPY data/models/encoder-4/ ../data/models/encoder-4/
RUN python train.py --name hangat --out models

FROM python:3.10-slim-bookworm
RUN useradd --system --uid 10002 --no-create-home --shell /usr/sbin/nologin rasa
WORKDIR /app/bot
COPY --from=build /app/bot/.venv .venv
COPY bot/config.yml bot/credentials.yml bot/endpoints.yml ./
COPY bot/domain/ domain/
COPY bot/actions/ actions/
COPY bot/channels/ channels/
COPY bot/components/ components/
COPY bot/reading/ reading/
COPY --from=train /app/bot/models models/
COPY data/models/encoder-4/ ../data/models/encoder-4/
COPY docker/rasa_entry.py ../rasa_entry.py
COPY LICENSE NOTICE ../
# Everything that Rasa writes goes to /tmp, so that the rest can be read-only.
ENV PATH=/app/bot/.venv/bin:$PATH \
    HOME=/tmp \
    MPLCONFIGDIR=/tmp/matplotlib \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PYTHONWARNINGS=ignore \
    RASA_TELEMETRY_ENABLED=false \
    SANIC_HOST=0.0.0.0 \
    SANIC_WORKERS=1 \
    SQLALCHEMY_SILENCE_UBER_WARNING=1 \
    CUDA_VISIBLE_DEVICES="" \
    TF_CPP_MIN_LOG_LEVEL=2 \
    TF_INTRA_OP_PARALLELISM_THREADS=1 \
    TF_INTER_OP_PARALLELISM_THREADS=1 \
    OMP_NUM_THREADS=1 \
    OPENBLAS_NUM_THREADS=1 \
    MALLOC_ARENA_MAX=2
USER 10002
EXPOSE 5005 5055
HEALTHCHECK --interval=15s --timeout=10s --start-period=120s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen('http://127.0.0.1:5005/status?token=' + os.environ['HANGAT_RASA_TOKEN'], timeout=8)"]
CMD ["python", "../rasa_entry.py", "run", "--enable-api", "--interface", "0.0.0.0", "--port", "5005", "--model", "models/hangat.tar.gz", "--endpoints", "endpoints.yml", "--credentials", "credentials.yml"]
