/* train.c: trains the model that comes with infer.h, from a text file to a GGUF file.
 *
 *     cc -O3 examples/train.c -lm -o train && ./train          (or: make model)
 *
 * The program reads questions and answers (examples/corpus.txt), learns a byte-level BPE vocabulary from them, trains a
 * Llama of about one million parameters until it knows every answer by heart, and writes it as Q8_0. It is the other half
 * of infer.h: the same network, with the backward pass that inference never needs. Everything runs on the CPU in 32-bit
 * floats, and the result does not depend on the number of threads.
 *
 * Reading order: the model (shapes), the layers (each forward with its backward below it), the network, AdamW, then the
 * vocabulary, the corpus, the file, and main. Notation in comments: T tokens of one sequence, D = DIM, H = HIDDEN, and for
 * any variable y, dy is the gradient of the loss with respect to y. Backward functions add to the gradients of weights
 * (they are summed over a batch) and write or add to those of activations, as each comment says. */
#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* The hot functions are compiled twice, for any x86-64 and for one with AVX and FMA; the loader picks one at start. */
#if defined(__x86_64__) && defined(__gnu_linux__) && defined(__GNUC__)
#define FAST __attribute__((target_clones("default", "fma")))
#else
#define FAST
#endif

/* ===========================================================================
 * The model: every shape is in a type
 * ===========================================================================
 * All weights are one struct of arrays, so a weight, its gradient and its two AdamW averages are four structs of the same
 * type, and each is also one flat array of N_PARAMS floats. All sizes are multiples of 32, the block size of Q8_0. */
enum {
    VOCAB = 1024,                /* 256 bytes, the merges, and the control tokens at the end */
    DIM = 128,                   /* width of the residual stream */
    N_LAYER = 5,
    N_HEAD = 4,                  /* query heads */
    N_KV = 2,                    /* key-value heads: each serves N_HEAD / N_KV query heads */
    HEAD = 32,                   /* size of a head; N_HEAD * HEAD = DIM */
    KV_DIM = N_KV * HEAD,
    HIDDEN = 352,                /* inner width of the feed-forward network */
    T_MAX = 512,                 /* longest training sequence */
    CONTEXT = 1024,              /* context length written to the file */
    BATCH = 8                    /* sequences in one step */
};
static const float NORM_EPS = 1e-5f, ROPE_BASE = 10000.0f;

typedef struct {
    float attn_norm[DIM];
    float wq[DIM][DIM], wk[KV_DIM][DIM], wv[KV_DIM][DIM], wo[DIM][DIM]; /* [outputs][inputs], as in GGUF */
    float ffn_norm[DIM];
    float gate[HIDDEN][DIM], up[HIDDEN][DIM], down[DIM][HIDDEN];
} Layer;

typedef struct {
    float embed[VOCAB][DIM]; /* row = token; also the output matrix (tied) */
    Layer layer[N_LAYER];
    float out_norm[DIM];
} Model;

enum { N_PARAMS = sizeof(Model) / sizeof(float) };

/* What the forward pass of one sequence leaves behind for the backward pass. x is the residual stream. */
typedef struct {
    float x[T_MAX][DIM], xn[T_MAX][DIM];                                 /* input; input after the norm */
    float q[T_MAX][DIM], k[T_MAX][KV_DIM], v[T_MAX][KV_DIM];             /* q and k after rotation */
    float p[N_HEAD][T_MAX][T_MAX];                                       /* attention probabilities, p[h][to][from] */
    float o[T_MAX][DIM];                                                 /* heads' outputs, side by side */
    float x2[T_MAX][DIM], x2n[T_MAX][DIM];                               /* after attention; after the second norm */
    float g[T_MAX][HIDDEN], u[T_MAX][HIDDEN], h[T_MAX][HIDDEN];          /* h = silu(g) * u */
} LayerState;

/* One per thread: states of the layers, and scratch for the backward pass. */
typedef struct {
    LayerState layer[N_LAYER];
    float x[T_MAX][DIM], xn[T_MAX][DIM], logits[T_MAX][VOCAB];
    float dx[T_MAX][DIM], dxn[T_MAX][DIM], dq[T_MAX][DIM], dk[T_MAX][KV_DIM], dv[T_MAX][KV_DIM], do_[T_MAX][DIM];
    float dp[T_MAX][T_MAX];
    float dg[T_MAX][HIDDEN], du[T_MAX][HIDDEN], dh[T_MAX][HIDDEN];
} State;

/* One training sequence. target[t] is the token that should follow token[t], or -1 where nothing is to be learned. */
typedef struct {
    int len, n_targets;
    int token[T_MAX], target[T_MAX];
} Sequence;

/* The tensors by name: for the file, for the initial values and for the choice of what decays. */
typedef struct {
    char name[40];
    size_t offset; /* in floats, from the start of a Model */
    int rows, cols; /* rows = 0: a vector */
    float init; /* standard deviation of the initial values; 0: all ones (norm weights) */
} Tensor;

enum { N_TENSORS = 2 + 9 * N_LAYER };

static void list_tensors(Tensor list[N_TENSORS]) {
#define FIELD(f, n, r, c, s) {n, offsetof(Layer, f) / sizeof(float), r, c, s}
    const float in = 1 / sqrtf(DIM), residual = 1 / sqrtf(2 * N_LAYER); /* what adds to the stream starts smaller */
    const Tensor field[9] = {
        FIELD(attn_norm, "attn_norm", 0, DIM, 0),
        FIELD(wq, "attn_q", DIM, DIM, in),
        FIELD(wk, "attn_k", KV_DIM, DIM, in),
        FIELD(wv, "attn_v", KV_DIM, DIM, in),
        FIELD(wo, "attn_output", DIM, DIM, in * residual),
        FIELD(ffn_norm, "ffn_norm", 0, DIM, 0),
        FIELD(gate, "ffn_gate", HIDDEN, DIM, in),
        FIELD(up, "ffn_up", HIDDEN, DIM, in),
        FIELD(down, "ffn_down", DIM, HIDDEN, 1 / sqrtf(HIDDEN) * residual),
    };
#undef FIELD
    int n = 0;
    list[n++] = (Tensor){"token_embd.weight", 0, VOCAB, DIM, 0.05f};
    for (int l = 0; l < N_LAYER; l++) {
        for (int f = 0; f < 9; f++, n++) {
            list[n] = field[f];
            snprintf(list[n].name, sizeof list[n].name, "blk.%d.%.20s.weight", l, field[f].name);
            list[n].offset += (offsetof(Model, layer) + (size_t)l * sizeof(Layer)) / sizeof(float);
        }
    }
    list[n++] = (Tensor){"output_norm.weight", offsetof(Model, out_norm) / sizeof(float), 0, DIM, 0};
}

/* ===========================================================================
 * Small helpers
 * =========================================================================== */
static void fail(const char *what, const char *detail) {
    fprintf(stderr, "train: %s%s%s\n", what, *detail ? ": " : "", detail);
    exit(1);
}

static void *alloc_zeroed(size_t n, size_t size) {
    void *p = calloc(n, size);
    if (!p) fail("out of memory", "");
    return p;
}

static double seconds(void) {
    struct timespec t;
    timespec_get(&t, TIME_UTC);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* SplitMix64 (Steele, Lea, Flood 2014). */
static uint64_t rng_next(uint64_t *s) {
    uint64_t z = (*s += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}
static int rng_below(uint64_t *s, int n) { return (int)((rng_next(s) >> 32) * (uint64_t)n >> 32); }
static float rng_uniform(uint64_t *s) { return (float)(rng_next(s) >> 40) * 0x1p-24f; }
static float rng_normal(uint64_t *s) { /* Box-Muller */
    const float u = rng_uniform(s) + 0x1p-25f, v = rng_uniform(s);
    return sqrtf(-2 * logf(u)) * cosf(6.2831853f * v);
}

/* A pool of threads. parallel(n, job, arg) runs job(arg, i, worker) for i = 0 .. n-1, in any order; worker tells the
 * threads apart, so that each can have its own scratch. Jobs write to places that only depend on i: this is why the
 * number of threads cannot change the result. */
enum { MAX_THREADS = 64 };
static struct {
    pthread_mutex_t lock;
    pthread_cond_t start, done;
    void (*job)(void *arg, int i, int worker);
    void *arg;
    int n, next, busy, workers, round;
} pool = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, PTHREAD_COND_INITIALIZER, NULL, NULL, 0, 0, 0, 1, 0};

static void pool_work(int worker) { /* called with the lock held */
    while (pool.next < pool.n) {
        const int i = pool.next++;
        pool.busy++;
        pthread_mutex_unlock(&pool.lock);
        pool.job(pool.arg, i, worker);
        pthread_mutex_lock(&pool.lock);
        pool.busy--;
    }
    if (pool.busy == 0) pthread_cond_broadcast(&pool.done);
}

static void *pool_thread(void *id) {
    pthread_mutex_lock(&pool.lock);
    for (int round = 0;;) {
        while (round == pool.round) pthread_cond_wait(&pool.start, &pool.lock);
        round = pool.round;
        pool_work((int)(intptr_t)id);
    }
    return NULL;
}

static void parallel(int n, void (*job)(void *, int, int), void *arg) {
    pthread_mutex_lock(&pool.lock);
    pool.job = job, pool.arg = arg, pool.n = n, pool.next = 0;
    pool.round++;
    pthread_cond_broadcast(&pool.start);
    pool_work(0);
    while (pool.busy > 0) pthread_cond_wait(&pool.done, &pool.lock);
    pthread_mutex_unlock(&pool.lock);
}

static void pool_start(int workers) {
    for (pool.workers = 1; pool.workers < workers; pool.workers++) {
        pthread_t t;
        if (pthread_create(&t, NULL, pool_thread, (void *)(intptr_t)pool.workers)) break; /* fewer threads will do */
        pthread_detach(t);
    }
}

/* ===========================================================================
 * Matrix products
 * ===========================================================================
 * Nearly all the time goes here. One routine serves forward and both backward products, because any of its operands can
 * be read transposed: A[i][k] is a[i * as + k * ak], and a transpose only swaps as and ak.
 *
 * It is the usual scheme (Goto and van de Geijn 2008): copy a block of B into panels of 16 columns and 6 rows of A next
 * to each other, so that the innermost loop reads memory in order and keeps a 6 x 16 tile of C in twelve 8-float
 * registers. Its 12 multiply-adds per step need 2 loads of B and 6 of A. Short edges are padded with zeros. */
enum { MR = 6, NR = 16, KC = 256, NC = 256 };
typedef float vec8 __attribute__((vector_size(32)));

/* tile[MR][NR] = sum over k of a[k][MR] (outer) b[k][NR] */
FAST static void gemm_tile(int n, const float *a, const vec8 *b, float (*tile)[NR]) {
    vec8 c[MR][2] = {{{0}}};
    for (int k = 0; k < n; k++, a += MR, b += 2) {
        for (int r = 0; r < MR; r++) {
            c[r][0] += a[r] * b[0];
            c[r][1] += a[r] * b[1];
        }
    }
    for (int r = 0; r < MR; r++) memcpy(tile[r], c[r], sizeof c[r]);
}

/* C[m][n] += A[m][kn] B[kn][n];  the row of C is c + i * cs,  A[i][k] = a[i * as + k * ak],  B[k][j] = b[k * bk + j * bs] */
static void gemm(float *c, int cs, const float *a, int as, int ak, const float *b, int bk, int bs, int m, int n,
                      int kn) {
    vec8 pb[KC * NC / 8];
    float pa[KC * MR], tile[MR][NR];
    for (int j0 = 0; j0 < n; j0 += NC) {
        for (int k0 = 0; k0 < kn; k0 += KC) {
            const int jn = n - j0 < NC ? n - j0 : NC, kk = kn - k0 < KC ? kn - k0 : KC;
            for (int p = 0; p < jn; p += NR) { /* pack B: panels [kk][NR] */
                float *to = (float *)pb + (size_t)p * (size_t)kk;
                const int w = jn - p < NR ? jn - p : NR;
                for (int k = 0; k < kk; k++, to += NR) {
                    const float *from = b + (ptrdiff_t)(k0 + k) * bk + (ptrdiff_t)(j0 + p) * bs;
                    for (int j = 0; j < w; j++) to[j] = from[(ptrdiff_t)j * bs];
                    for (int j = w; j < NR; j++) to[j] = 0;
                }
            }
            for (int i = 0; i < m; i += MR) {
                const int h = m - i < MR ? m - i : MR;
                for (int r = 0; r < MR; r++) { /* pack A: [kk][MR] */
                    const float *from = a + (ptrdiff_t)(r < h ? i + r : i) * as + (ptrdiff_t)k0 * ak;
                    for (int k = 0; k < kk; k++) pa[k * MR + r] = from[(ptrdiff_t)k * ak];
                }
                for (int p = 0; p < jn; p += NR) {
                    const int w = jn - p < NR ? jn - p : NR;
                    gemm_tile(kk, pa, pb + (size_t)p * (size_t)kk / 8, tile);
                    for (int r = 0; r < h; r++) {
                        float *to = c + (ptrdiff_t)(i + r) * cs + j0 + p;
                        if (w == NR) {
                            for (int j = 0; j < NR; j++) to[j] += tile[r][j];
                        } else {
                            for (int j = 0; j < w; j++) to[j] += tile[r][j];
                        }
                    }
                }
            }
        }
    }
}

/* y[T][O] += x[T][I] W^T,  W[O][I] */
static void matmul(float *y, const float *x, const float *w, int T, int I, int O) {
    gemm(y, O, x, I, 1, w, 1, I, T, O, I);
}

/* dx[T][I] += dy[T][O] W,  dW[O][I] += dy^T x */
static void matmul_backward(float *dx, float *dw, const float *dy, const float *x, const float *w, int T, int I, int O) {
    gemm(dx, I, dy, O, 1, w, I, 1, T, I, O);
    gemm(dw, I, dy, 1, O, x, I, 1, O, I, T);
}

/* ===========================================================================
 * The layers
 * =========================================================================== */

/* e^x within a few units in the last place, in a form that compilers vectorise: x = (k + f) log 2 with integer k and
 * |f| <= 1/2, then 2^f by its Taylor series and 2^k by its exponent bits. */
static inline float fast_exp(float x) {
    x = x < -87 ? -87 : x > 88 ? 88 : x;
    const float t = x * 1.44269504f, k = (t + 12582912.0f) - 12582912.0f, f = (t - k) * 0.693147181f;
    const float e = 1 + f * (1 + f * (0.5f + f * (1 / 6.f + f * (1 / 24.f + f * (1 / 120.f + f * (1 / 720.f))))));
    const int32_t bits = ((int32_t)k + 127) << 23;
    float scale;
    memcpy(&scale, &bits, sizeof scale);
    return e * scale;
}

/* RMSNorm (Zhang and Sennrich 2019): y[t] = w * x[t] * r with r = 1 / sqrt(mean(x[t]^2) + eps) */
FAST static void rmsnorm(float (*y)[DIM], float (*x)[DIM], const float w[DIM], int T) {
    for (int t = 0; t < T; t++) {
        float ss = 0;
        for (int i = 0; i < DIM; i++) ss += x[t][i] * x[t][i];
        const float r = 1 / sqrtf(ss / DIM + NORM_EPS);
        for (int i = 0; i < DIM; i++) y[t][i] = w[i] * x[t][i] * r;
    }
}

/* dx += r (w dy) - x r^3 mean(w dy x),  dw += dy x r */
FAST static void rmsnorm_backward(float (*dx)[DIM], float dw[DIM], float (*dy)[DIM], float (*x)[DIM],
                                  const float w[DIM], int T) {
    for (int t = 0; t < T; t++) {
        float ss = 0, dot = 0;
        for (int i = 0; i < DIM; i++) {
            ss += x[t][i] * x[t][i];
            dot += w[i] * dy[t][i] * x[t][i];
        }
        const float r = 1 / sqrtf(ss / DIM + NORM_EPS), s = r * r * r * dot / DIM;
        for (int i = 0; i < DIM; i++) {
            dx[t][i] += r * w[i] * dy[t][i] - s * x[t][i];
            dw[i] += dy[t][i] * x[t][i] * r;
        }
    }
}

static float rope_cos[T_MAX][HEAD / 2], rope_sin[T_MAX][HEAD / 2];

static void rope_init(void) {
    for (int t = 0; t < T_MAX; t++) {
        for (int i = 0; i < HEAD / 2; i++) {
            const double angle = t * pow(ROPE_BASE, -2.0 * i / HEAD);
            rope_cos[t][i] = (float)cos(angle), rope_sin[t][i] = (float)sin(angle);
        }
    }
}

/* RoPE (Su et al. 2021), in place: pair i of each head, elements 2i and 2i+1, turns by t * base^(-2i/HEAD). The gradient of
 * a rotation is the rotation back: the backward pass calls this with sign = -1. */
FAST static void rope(float *x, int dim, int T, float sign) {
    for (int t = 0; t < T; t++) {
        for (int i = 0; i < dim / 2; i++) {
            float *pair = x + (size_t)t * (size_t)dim + 2 * i;
            const float c = rope_cos[t][i % (HEAD / 2)], s = sign * rope_sin[t][i % (HEAD / 2)];
            const float a = pair[0], b = pair[1];
            pair[0] = a * c - b * s;
            pair[1] = a * s + b * c;
        }
    }
}

/* Causal attention of each head (Vaswani et al. 2017), query head h using key-value head h / (N_HEAD / N_KV):
 *     p[t][s] = softmax over s <= t of q[t].k[s] / sqrt(HEAD),   o[t] = sum over s of p[t][s] v[s]
 * Rows are done in blocks of BLOCK, so that columns in the future of a whole block cost nothing. */
enum { BLOCK = 48 };

FAST static void attention(LayerState *s, int T) {
    const float scale = 1 / sqrtf(HEAD);
    memset(s->o, 0, (size_t)T * sizeof s->o[0]);
    for (int h = 0; h < N_HEAD; h++) {
        const int q = h * HEAD, kv = h / (N_HEAD / N_KV) * HEAD;
        for (int t0 = 0; t0 < T; t0 += BLOCK) {
            const int end = t0 + BLOCK < T ? t0 + BLOCK : T; /* this block's rows are t0 .. end, its columns 0 .. end */
            for (int t = t0; t < end; t++) memset(s->p[h][t], 0, (size_t)end * sizeof(float));
            gemm(s->p[h][t0], T_MAX, &s->q[t0][q], DIM, 1, &s->k[0][kv], 1, KV_DIM, end - t0, end, HEAD);
            for (int t = t0; t < end; t++) {
                float *p = s->p[h][t], max = p[0], sum = 0;
                for (int i = 1; i <= t; i++) max = p[i] > max ? p[i] : max;
                for (int i = 0; i <= t; i++) p[i] = fast_exp((p[i] - max) * scale);
                for (int i = 0; i <= t; i++) sum += p[i];
                for (int i = 0; i <= t; i++) p[i] /= sum;
                for (int i = t + 1; i < end; i++) p[i] = 0;
            }
            gemm(&s->o[t0][q], DIM, s->p[h][t0], T_MAX, 1, &s->v[0][kv], KV_DIM, 1, end - t0, HEAD, end);
        }
    }
}

/* dv[s] += sum_t p[t][s] do[t],   dp[t][s] = do[t].v[s]
 * dz[t][s] = p[t][s] (dp[t][s] - sum_i p[t][i] dp[t][i]) / sqrt(HEAD)     (through softmax and scale)
 * dq[t] += sum_s dz[t][s] k[s],   dk[s] += sum_t dz[t][s] q[t]            (the caller has zeroed dq, dk and dv) */
FAST static void attention_backward(float (*dq)[DIM], float (*dk)[KV_DIM], float (*dv)[KV_DIM], float (*dp)[T_MAX],
                                    float (*d_o)[DIM], const LayerState *s, int T) {
    const float scale = 1 / sqrtf(HEAD);
    for (int h = 0; h < N_HEAD; h++) {
        const int q = h * HEAD, kv = h / (N_HEAD / N_KV) * HEAD;
        for (int t0 = 0; t0 < T; t0 += BLOCK) {
            const int end = t0 + BLOCK < T ? t0 + BLOCK : T, rows = end - t0;
            gemm(&dv[0][kv], KV_DIM, s->p[h][t0], 1, T_MAX, &d_o[t0][q], DIM, 1, end, HEAD, rows);
            for (int t = t0; t < end; t++) memset(dp[t], 0, (size_t)end * sizeof(float));
            gemm(dp[t0], T_MAX, &d_o[t0][q], DIM, 1, &s->v[0][kv], 1, KV_DIM, rows, end, HEAD);
            for (int t = t0; t < end; t++) {
                const float *p = s->p[h][t];
                float sum = 0;
                for (int i = 0; i <= t; i++) sum += p[i] * dp[t][i];
                for (int i = 0; i < end; i++) dp[t][i] = p[i] * (dp[t][i] - sum) * scale;
            }
            gemm(&dq[t0][q], DIM, dp[t0], T_MAX, 1, &s->k[0][kv], KV_DIM, 1, rows, HEAD, end);
            gemm(&dk[0][kv], KV_DIM, dp[t0], 1, T_MAX, &s->q[t0][q], DIM, 1, end, HEAD, rows);
        }
    }
}

/* SwiGLU (Shazeer 2020): h = silu(g) u,  silu(g) = g sigmoid(g);  n elements */
FAST static void swiglu(float *h, const float *g, const float *u, int n) {
    for (int i = 0; i < n; i++) h[i] = g[i] / (1 + fast_exp(-g[i])) * u[i];
}

/* du = silu(g) dh,  dg = silu'(g) u dh  with  silu'(g) = s (1 + g (1 - s)),  s = sigmoid(g) */
FAST static void swiglu_backward(float *dg, float *du, const float *dh, const float *g, const float *u, int n) {
    for (int i = 0; i < n; i++) {
        const float s = 1 / (1 + fast_exp(-g[i]));
        du[i] = g[i] * s * dh[i];
        dg[i] = s * (1 + g[i] * (1 - s)) * u[i] * dh[i];
    }
}

/* Cross-entropy: the sum of -log softmax(logits[t])[target[t]]. Replaces the logits by the gradient of the sum times
 * weight: weight (softmax(logits) - onehot(target)), and zero where there is no target. */
FAST static double cross_entropy(float (*logits)[VOCAB], const int *target, float weight, int T) {
    double loss = 0;
    for (int t = 0; t < T; t++) {
        float *z = logits[t], max = z[0], sum = 0;
        if (target[t] < 0) {
            memset(z, 0, sizeof logits[t]);
            continue;
        }
        const float right = z[target[t]];
        for (int i = 1; i < VOCAB; i++) max = z[i] > max ? z[i] : max;
        for (int i = 0; i < VOCAB; i++) z[i] = fast_exp(z[i] - max);
        for (int i = 0; i < VOCAB; i++) sum += z[i];
        for (int i = 0; i < VOCAB; i++) z[i] *= weight / sum;
        z[target[t]] -= weight;
        loss += log(sum) + max - right;
    }
    return loss;
}

/* ===========================================================================
 * The network
 * =========================================================================== */

/* Fills s->logits[T][VOCAB], and the rest of s for the backward pass. */
static void forward(State *s, const Model *m, const int *token, int T) {
    const size_t row = sizeof(float[DIM]), rows = (size_t)T * row;
    for (int t = 0; t < T; t++) memcpy(s->layer[0].x[t], m->embed[token[t]], row);
    for (int l = 0; l < N_LAYER; l++) {
        LayerState *a = &s->layer[l];
        const Layer *w = &m->layer[l];
        float(*next)[DIM] = l + 1 < N_LAYER ? s->layer[l + 1].x : s->x;

        /* attention: x2 = x + Wo attention(rope(Wq xn), rope(Wk xn), Wv xn),  xn = rmsnorm(x) */
        rmsnorm(a->xn, a->x, w->attn_norm, T);
        memset(a->q, 0, rows);
        memset(a->k, 0, (size_t)T * sizeof a->k[0]);
        memset(a->v, 0, (size_t)T * sizeof a->v[0]);
        matmul(a->q[0], a->xn[0], w->wq[0], T, DIM, DIM);
        matmul(a->k[0], a->xn[0], w->wk[0], T, DIM, KV_DIM);
        matmul(a->v[0], a->xn[0], w->wv[0], T, DIM, KV_DIM);
        rope(a->q[0], DIM, T, 1);
        rope(a->k[0], KV_DIM, T, 1);
        attention(a, T);
        memcpy(a->x2, a->x, rows);
        matmul(a->x2[0], a->o[0], w->wo[0], T, DIM, DIM);

        /* feed-forward: next x = x2 + Wdown (silu(Wgate x2n) * (Wup x2n)),  x2n = rmsnorm(x2) */
        rmsnorm(a->x2n, a->x2, w->ffn_norm, T);
        memset(a->g, 0, (size_t)T * sizeof a->g[0]);
        memset(a->u, 0, (size_t)T * sizeof a->u[0]);
        matmul(a->g[0], a->x2n[0], w->gate[0], T, DIM, HIDDEN);
        matmul(a->u[0], a->x2n[0], w->up[0], T, DIM, HIDDEN);
        swiglu(a->h[0], a->g[0], a->u[0], T * HIDDEN);
        memcpy(next, a->x2, rows);
        matmul(next[0], a->h[0], w->down[0], T, HIDDEN, DIM);
    }
    rmsnorm(s->xn, s->x, m->out_norm, T);
    memset(s->logits, 0, (size_t)T * sizeof s->logits[0]);
    matmul(s->logits[0], s->xn[0], m->embed[0], T, DIM, VOCAB);
}

/* Adds the gradient of every weight to d. Walks forward()'s lines from the last to the first; s->logits holds the
 * gradient of the logits, and s->dx carries that of the residual stream. */
static void backward(Model *d, State *s, const Model *m, const int *token, int T) {
    const size_t rows = (size_t)T * sizeof(float[DIM]);
    memset(s->dxn, 0, rows);
    matmul_backward(s->dxn[0], d->embed[0], s->logits[0], s->xn[0], m->embed[0], T, DIM, VOCAB);
    memset(s->dx, 0, rows);
    rmsnorm_backward(s->dx, d->out_norm, s->dxn, s->x, m->out_norm, T);
    for (int l = N_LAYER - 1; l >= 0; l--) {
        LayerState *a = &s->layer[l];
        const Layer *w = &m->layer[l];
        Layer *dw = &d->layer[l];

        memset(s->dh, 0, (size_t)T * sizeof s->dh[0]);
        matmul_backward(s->dh[0], dw->down[0], s->dx[0], a->h[0], w->down[0], T, HIDDEN, DIM);
        swiglu_backward(s->dg[0], s->du[0], s->dh[0], a->g[0], a->u[0], T * HIDDEN);
        memset(s->dxn, 0, rows);
        matmul_backward(s->dxn[0], dw->gate[0], s->dg[0], a->x2n[0], w->gate[0], T, DIM, HIDDEN);
        matmul_backward(s->dxn[0], dw->up[0], s->du[0], a->x2n[0], w->up[0], T, DIM, HIDDEN);
        rmsnorm_backward(s->dx, dw->ffn_norm, s->dxn, a->x2, w->ffn_norm, T); /* adds to the direct path */

        memset(s->do_, 0, rows);
        memset(s->dq, 0, rows);
        memset(s->dk, 0, (size_t)T * sizeof s->dk[0]);
        memset(s->dv, 0, (size_t)T * sizeof s->dv[0]);
        matmul_backward(s->do_[0], dw->wo[0], s->dx[0], a->o[0], w->wo[0], T, DIM, DIM);
        attention_backward(s->dq, s->dk, s->dv, s->dp, s->do_, a, T);
        rope(s->dq[0], DIM, T, -1);
        rope(s->dk[0], KV_DIM, T, -1);
        memset(s->dxn, 0, rows);
        matmul_backward(s->dxn[0], dw->wq[0], s->dq[0], a->xn[0], w->wq[0], T, DIM, DIM);
        matmul_backward(s->dxn[0], dw->wk[0], s->dk[0], a->xn[0], w->wk[0], T, DIM, KV_DIM);
        matmul_backward(s->dxn[0], dw->wv[0], s->dv[0], a->xn[0], w->wv[0], T, DIM, KV_DIM);
        rmsnorm_backward(s->dx, dw->attn_norm, s->dxn, a->x, w->attn_norm, T);
    }
    for (int t = 0; t < T; t++) {
        for (int i = 0; i < DIM; i++) d->embed[token[t]][i] += s->dx[t][i];
    }
}
