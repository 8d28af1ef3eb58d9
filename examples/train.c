/* train.c: trains the model that comes with infer.h, from a text file to a GGUF file.
 *
 *     cc -O2 examples/train.c -lm -o train && ./train          (or: make model)
 *
 * The program reads questions and answers (examples/corpus.txt), learns a byte-level BPE vocabulary from them, trains a
 * Llama of about one million parameters until it knows every answer by heart, and writes it as Q8_0. It is the other
 * half of infer.h: the same network, with the backward pass that inference never needs. Everything runs on the CPU in
 * 32-bit floats, and the result does not depend on the number of threads.
 *
 * Reading order: the model (shapes), the layers (each forward with its backward below it), the network, the optimizer,
 * then the corpus, the vocabulary, the file, the sequences, and main. In comments T is the number of tokens of a
 * sequence, and for any variable y, dy is the gradient of the loss with respect to y. Backward functions add to the
 * gradients of weights (they are summed over a batch), and write or add to those of activations, as each says. */
#define INFER_IMPLEMENTATION
#include "../infer.h"
#include "common.h"
#include <pthread.h>

/* The hot functions are compiled twice, for any x86-64 and for one with AVX and FMA; the loader picks one at start. */
#if defined(__x86_64__) && defined(__gnu_linux__) && defined(__GNUC__)
#define FAST __attribute__((target_clones("default", "fma")))
#else
#define FAST
#endif
#if defined(__GNUC__) && !defined(__clang__) && defined(__OPTIMIZE__)
#pragma GCC optimize("O3") /* GCC's -O2 vectorises too few loops */
#endif

/* ===========================================================================
 * The model: every shape is in a type
 * ===========================================================================
 * All weights are one struct of arrays: the weights, their gradients and AdamW's two averages are four structs of the
 * same type, and each is also one flat array of N_PARAMS floats. All sizes are multiples of 32, Q8_0's block size. */
enum {
    VOCAB = 1024, /* 256 bytes, the merges, and the control tokens at the end */
    DIM = 128,    /* width of the residual stream */
    N_LAYER = 5,
    N_HEAD = 4, /* query heads */
    N_KV = 2,   /* key-value heads: each serves N_HEAD / N_KV query heads */
    HEAD = 32,  /* size of a head; N_HEAD * HEAD = DIM */
    KV_DIM = N_KV * HEAD,
    HIDDEN = 352,   /* inner width of the feed-forward network */
    T_MAX = 512,    /* longest training sequence; a conversation is about seven turns then */
    CONTEXT = 1024, /* context length written to the file */
    BATCH = 8       /* sequences in one step */
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
    float x[T_MAX][DIM], xn[T_MAX][DIM];                        /* input; input after the norm */
    float q[T_MAX][DIM], k[T_MAX][KV_DIM], v[T_MAX][KV_DIM];    /* q and k after rotation */
    float p[N_HEAD][T_MAX][T_MAX];                              /* attention probabilities, p[h][to][from] */
    float o[T_MAX][DIM];                                        /* heads' outputs, side by side */
    float x2[T_MAX][DIM], x2n[T_MAX][DIM];                      /* after attention; after the second norm */
    float g[T_MAX][HIDDEN], u[T_MAX][HIDDEN], h[T_MAX][HIDDEN]; /* h = silu(g) * u */
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
    size_t offset;  /* in floats, from the start of a Model */
    int rows, cols; /* rows = 0: a vector */
    float init;     /* standard deviation of the initial values; 0: all ones (norm weights) */
} Tensor;

enum { N_TENSORS = 2 + 9 * N_LAYER };

static void list_tensors(Tensor list[N_TENSORS]) {
#define FIELD(f, n, r, c, s) \
    { n, offsetof(Layer, f) / sizeof(float), r, c, s }
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
static void *alloc_zeroed(size_t n, size_t size) { return must(calloc(n, size)); }

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

/* to[k][j] = b[k * bk + j * bs] for a panel of n <= NR columns, the rest zero */
static void pack_b(float *to, const float *b, int bk, int bs, int kn, int n) {
    for (int k = 0; k < kn; k++, to += NR, b += bk) {
        for (int j = 0; j < n; j++) to[j] = b[(ptrdiff_t)j * bs];
        for (int j = n; j < NR; j++) to[j] = 0;
    }
}

/* to[k][r] = a[r * as + k * ak] for m <= MR rows; what stands in the others' place is computed and not used */
static void pack_a(float *to, const float *a, int as, int ak, int kn, int m) {
    for (int r = 0; r < MR; r++) {
        const float *row = a + (ptrdiff_t)(r < m ? r : 0) * as;
        for (int k = 0; k < kn; k++) to[k * MR + r] = row[(ptrdiff_t)k * ak];
    }
}

static void add_tile(float *c, int cs, float (*tile)[NR], int m, int n) {
    for (int r = 0; r < m; r++, c += cs) {
        if (n == NR)
            for (int j = 0; j < NR; j++) c[j] += tile[r][j]; /* a constant count: vectorised */
        else
            for (int j = 0; j < n; j++) c[j] += tile[r][j];
    }
}

/* C[m][n] += A[m][kn] B[kn][n], with strides: C[i][j] = c[i * cs + j],
 * A[i][k] = a[i * as + k * ak], B[k][j] = b[k * bk + j * bs] */
static void gemm(float *c, int cs, const float *a, int as, int ak, const float *b, int bk, int bs, int m, int n,
                 int kn) {
    vec8 pb[NC / NR][KC * NR / 8];
    float pa[KC * MR], tile[MR][NR];
    for (ptrdiff_t j0 = 0; j0 < n; j0 += NC) {
        for (ptrdiff_t k0 = 0; k0 < kn; k0 += KC) {
            const int j1 = j0 + NC < n ? (int)j0 + NC : n, kk = k0 + KC < kn ? KC : kn - (int)k0;
            for (ptrdiff_t j = j0; j < j1; j += NR) {
                pack_b((float *)pb[(j - j0) / NR], b + k0 * bk + j * bs, bk, bs, kk, j + NR < j1 ? NR : j1 - (int)j);
            }
            for (ptrdiff_t i = 0; i < m; i += MR) {
                const int rows = i + MR < m ? MR : m - (int)i;
                pack_a(pa, a + i * as + k0 * ak, as, ak, kk, rows);
                for (ptrdiff_t j = j0; j < j1; j += NR) {
                    gemm_tile(kk, pa, pb[(j - j0) / NR], tile);
                    add_tile(c + i * cs + j, cs, tile, rows, j + NR < j1 ? NR : j1 - (int)j);
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
static void matmul_backward(float *dx, float *dw, const float *dy, const float *x, const float *w, int T, int I,
                            int O) {
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

/* RoPE (Su et al. 2021), in place: pair i of each head, elements 2i and 2i+1, turns by t * base^(-2i/HEAD). The
 * gradient of a rotation is the rotation back: the backward pass calls this with sign = -1. */
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

/* ===========================================================================
 * The optimizer
 * ===========================================================================
 * AdamW (Loshchilov and Hutter 2019) with a clipped gradient. Each sequence of the batch has its own gradient buffer,
 * and the buffers are always summed in the same order. */
enum { WARMUP = 100 }; /* steps */
static const float WEIGHT_DECAY = 0.05f, CLIP = 1,
                   LAST_RATE = 0.01f; /* LAST_RATE: at the end, as a share of the peak */

typedef struct {
    Model weights, mean, square; /* AdamW's running means of the gradient and of its square */
    int step;
} Training;

typedef struct {
    Training *tr;
    Model *grad; /* [BATCH]; the sum ends in grad[0] */
    Tensor tensor[N_TENSORS];
    double squares[N_TENSORS]; /* of each tensor's gradient */
    float rate, clip;
} Optimizer;

static int tensor_size(const Tensor *t) { return (t->rows ? t->rows : 1) * t->cols; }

static void sum_gradients(void *arg, int i, int worker) {
    Optimizer *o = arg;
    float *sum = (float *)o->grad + o->tensor[i].offset;
    const int n = tensor_size(&o->tensor[i]);
    double squares = 0;
    for (int b = 1; b < BATCH; b++) {
        float *g = (float *)&o->grad[b] + o->tensor[i].offset;
        for (int j = 0; j < n; j++) sum[j] += g[j];
        memset(g, 0, (size_t)n * sizeof(float));
    }
    for (int j = 0; j < n; j++) squares += (double)sum[j] * sum[j];
    o->squares[i] = squares;
    (void)worker;
}

/* m = b1 m + (1 - b1) g,   v = b2 v + (1 - b2) g^2,   w -= rate (m^ / (sqrt(v^) + eps) + decay w)
 * where m^ and v^ are m and v divided by 1 - b^step, since both started from zero. */
FAST static void adamw(float *w, float *m, float *v, float *g, int n, int step, float rate, float decay, float clip) {
    const float b1 = 0.9f, b2 = 0.97f, eps = 1e-8f;
    const float c1 = 1 / (1 - powf(b1, (float)step)), c2 = 1 / (1 - powf(b2, (float)step));
    for (int j = 0; j < n; j++) {
        const float x = g[j] * clip;
        m[j] = b1 * m[j] + (1 - b1) * x;
        v[j] = b2 * v[j] + (1 - b2) * x * x;
        w[j] -= rate * (m[j] * c1 / (sqrtf(v[j] * c2) + eps) + decay * w[j]);
        g[j] = 0;
    }
}

static void update_tensor(void *arg, int i, int worker) {
    Optimizer *o = arg;
    const Tensor *t = &o->tensor[i];
    Training *tr = o->tr;
    adamw((float *)&tr->weights + t->offset, (float *)&tr->mean + t->offset, (float *)&tr->square + t->offset,
          (float *)o->grad + t->offset, tensor_size(t), tr->step + 1, o->rate, t->rows ? WEIGHT_DECAY : 0, o->clip);
    (void)worker;
}

/* One step with the gradients of the batch; rate rises during the warmup and then falls along a cosine. */
static void update(Optimizer *o, int steps, float peak) {
    const int step = o->tr->step;
    const float done = (float)(step - WARMUP) / (float)(steps - WARMUP + 1);
    double squares = 0;
    const float fall = LAST_RATE + (1 - LAST_RATE) * (0.5f + 0.5f * cosf(3.1415927f * done));
    o->rate = peak * (step < WARMUP ? (float)(step + 1) / WARMUP : fall);
    parallel(N_TENSORS, sum_gradients, o);
    for (int i = 0; i < N_TENSORS; i++) squares += o->squares[i];
    o->clip = squares > CLIP * CLIP ? CLIP / (float)sqrt(squares) : 1;
    parallel(N_TENSORS, update_tensor, o);
}

/* ===========================================================================
 * The corpus
 * ===========================================================================
 * See the first lines of examples/corpus.txt for its format. */
typedef struct {
    char *text; /* the file, cut into strings */
    char **question, **answer, **system;
    int *answer_of; /* question -> answer */
    int n_questions, n_answers, n_systems;
    uint64_t hash; /* of the file: a checkpoint belongs to one corpus */
} Corpus;

enum { QUESTION_MAX = 1024 }; /* bytes of a question, its terminator included */

static void read_corpus(Corpus *c, const char *path) {
    size_t size;
    c->text = read_path(path, &size);
    c->hash = 0xcbf29ce484222325u; /* FNV-1a */
    int lines = 1;
    for (size_t i = 0; i < size; i++) {
        c->hash = (c->hash ^ (unsigned char)c->text[i]) * 0x100000001b3u;
        lines += c->text[i] == '\n';
    }
    c->question = alloc_zeroed((size_t)lines, sizeof(char *));
    c->answer = alloc_zeroed((size_t)lines, sizeof(char *));
    c->system = alloc_zeroed((size_t)lines, sizeof(char *));
    c->answer_of = alloc_zeroed((size_t)lines, sizeof(int));
    for (char *line = c->text, *end; *line; line = end) {
        end = line + strcspn(line, "\n");
        if (*end) *end++ = 0;
        char *text = line + 3;
        if (!*line || *line == '#') continue;
        if (!strncmp(line, "S: ", 3)) {
            c->system[c->n_systems++] = text;
        } else if (!strncmp(line, "Q: ", 3)) {
            if (strlen(text) >= QUESTION_MAX)
                die("the corpus has a question of more than %d bytes: '%.60s'", QUESTION_MAX - 1, text);
            c->answer_of[c->n_questions] = c->n_answers;
            c->question[c->n_questions++] = text;
        } else if (!strncmp(line, "A: ", 3) && c->n_questions && c->answer_of[c->n_questions - 1] == c->n_answers) {
            c->answer[c->n_answers++] = text;
        } else {
            die("the corpus has a line that is no S:, no Q: and no A: after a Q: '%.60s'", line);
        }
    }
    if (!c->n_answers || c->answer_of[c->n_questions - 1] == c->n_answers) die("%s does not end in an A:", path);
}

/* ===========================================================================
 * The vocabulary
 * ===========================================================================
 * Byte-level BPE (Sennrich et al. 2016; bytes as in GPT-2): the 256 bytes, then again and again the most frequent pair
 * of neighbouring tokens becomes a new token, never across the pieces that the "gpt-2" pre-tokenizer cuts. Here merges
 * are only learned; it is infer.h that applies them to a text. */
enum { N_CONTROL = 3, N_MERGES = VOCAB - 256 - N_CONTROL, TOKEN_MAX = 32 };
static const char *const control[N_CONTROL] = {"<|endoftext|>", "<|im_start|>", "<|im_end|>"};
enum { END_OF_TEXT = VOCAB - N_CONTROL, MESSAGE_START, MESSAGE_END };

typedef struct {
    int merge[N_MERGES][2]; /* token 256 + i = left, right */
    struct {
        char text[TOKEN_MAX];
        int size;
    } token[256 + N_MERGES];
} Vocabulary;

typedef struct {
    const char *text;
    int size, count; /* size in bytes; how often the piece occurs */
    int n, token[TOKEN_MAX];
} Piece;

static int kind(int c) { /* 0: white space, 1: letter (and any byte beyond ASCII), 2: digit, 3: other */
    if (c == ' ' || (c >= 9 && c <= 13)) return 0;
    if ((c | 32) >= 'a' && (c | 32) <= 'z') return 1;
    return c >= 128 ? 1 : c >= '0' && c <= '9' ? 2 : 3;
}

/* The length of the first piece of a text: a contraction such as 's, or a run of one kind after at most one space, or
 * white space (up to its last character, if a word follows). Pieces longer than a token can be are cut. */
static int piece_size(const char *s) {
    static const char *const contraction[] = {"'s", "'t", "'m", "'d", "'re", "'ve", "'ll"};
    for (int i = 0; i < 7; i++) {
        if (!strncmp(s, contraction[i], strlen(contraction[i]))) return (int)strlen(contraction[i]);
    }
    const unsigned char *u = (const unsigned char *)s;
    int n = u[0] == ' ' && u[1] && kind(u[1]) != 0;
    const int k = kind(u[n]);
    while (u[n] && kind(u[n]) == k && n < TOKEN_MAX - 1) n++;
    return k == 0 && u[n] && n > 1 ? n - 1 : n;
}

static int compare_pieces(const void *a, const void *b) {
    const Piece *p = a, *q = b;
    const int order = memcmp(p->text, q->text, (size_t)(p->size < q->size ? p->size : q->size));
    return order ? order : p->size - q->size;
}

static Piece *add_pieces(Piece *to, const char *text) {
    for (int n; *text; text += n, to++) {
        n = piece_size(text);
        *to = (Piece){.text = text, .size = n, .count = 1};
    }
    return to;
}

static void learn_vocabulary(Vocabulary *v, const Corpus *c) {
    size_t room = 0;
    for (int q = 0; q < c->n_questions; q++) room += 32 + strlen(c->question[q]) + strlen(c->answer[c->answer_of[q]]);
    Piece *piece = alloc_zeroed(room, sizeof *piece), *end = piece;
    for (int q = 0; q < c->n_questions; q++) { /* what a chat looks like, without the control tokens */
        end = add_pieces(end, "user\n");
        end = add_pieces(end, c->question[q]);
        end = add_pieces(end, "assistant\n");
        end = add_pieces(end, c->answer[c->answer_of[q]]);
    }
    qsort(piece, (size_t)(end - piece), sizeof *piece, compare_pieces);
    Piece *last = piece; /* equal pieces become one with a count */
    for (Piece *p = piece + 1; p < end; p++) {
        if (compare_pieces(last, p)) *++last = *p;
        else last->count++;
    }
    end = last + 1;
    for (Piece *p = piece; p < end; p++) {
        for (p->n = 0; p->n < p->size; p->n++) p->token[p->n] = (unsigned char)p->text[p->n];
    }
    for (int i = 0; i < 256; i++) v->token[i].text[0] = (char)i, v->token[i].size = 1;

    int(*count)[VOCAB] = alloc_zeroed(VOCAB, sizeof *count); /* of each pair; all zero between the rounds */
    for (int m = 0; m < N_MERGES; m++) {
        int best = 0, left = 0, right = 0;
        for (Piece *p = piece; p < end; p++) {
            for (int i = 0; i + 1 < p->n; i++) {
                int *n = &count[p->token[i]][p->token[i + 1]];
                *n += p->count;
                if (*n > best) best = *n, left = p->token[i], right = p->token[i + 1];
            }
        }
        if (best == 0) die("the corpus is too short for the vocabulary");
        for (Piece *p = piece; p < end; p++) {
            for (int i = 0; i + 1 < p->n; i++) count[p->token[i]][p->token[i + 1]] = 0;
        }
        for (Piece *p = piece; p < end; p++) {
            int n = 0;
            for (int i = 0; i < p->n; i++) {
                const bool join = i + 1 < p->n && p->token[i] == left && p->token[i + 1] == right;
                p->token[n++] = join ? 256 + m : p->token[i];
                i += join;
            }
            p->n = n;
        }
        const int a = v->token[left].size, b = v->token[right].size;
        v->merge[m][0] = left, v->merge[m][1] = right;
        memcpy(v->token[256 + m].text, v->token[left].text, (size_t)a);
        memcpy(v->token[256 + m].text + a, v->token[right].text, (size_t)b);
        v->token[256 + m].size = a + b;
    }
    free(count);
    free(piece);
}

/* ===========================================================================
 * The file
 * =========================================================================== */
static const char chat_template[] =
    "{% for message in messages %}"
    "{{'<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n'}}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

/* GGUF spells a byte-level token with printable characters only, as GPT-2 did: a printable byte of Latin-1 stands for
 * itself, and the n-th of the others for the character 256 + n. */
static char *spell(char *to, const char *text, int size) {
    for (int i = 0; i < size; i++) {
        const int byte = (unsigned char)text[i];
        int c = byte;
        if (byte <= 32) c = 256 + byte;
        else if (byte >= 127 && byte <= 160) c = 256 + 33 + byte - 127;
        else if (byte == 173) c = 256 + 67;
        if (c < 128) *to++ = (char)c;
        else *to++ = (char)(0xc0 | c >> 6), *to++ = (char)(0x80 | (c & 63)); /* UTF-8 */
    }
    return to;
}

/* Writes the model as Q8_0; without weights only the metadata, which is all that a tokenizer needs. */
static void write_gguf(const char *path, const Vocabulary *v, const Model *weights) {
    infer_error err;
    infer_writer *w = infer_writer_open(path, NULL, &err);
    if (!w) die("cannot write the model: %s", err.message);
    infer_writer_string(w, "general.architecture", "llama");
    infer_writer_string(w, "general.name", "tiny");
    infer_writer_string(w, "general.description", "explains infer.h, the engine that it comes with");
    infer_writer_u32(w, "general.file_type", 7); /* mostly Q8_0 */
    infer_writer_u32(w, "llama.vocab_size", VOCAB);
    infer_writer_u32(w, "llama.context_length", CONTEXT);
    infer_writer_u32(w, "llama.embedding_length", DIM);
    infer_writer_u32(w, "llama.block_count", N_LAYER);
    infer_writer_u32(w, "llama.feed_forward_length", HIDDEN);
    infer_writer_u32(w, "llama.attention.head_count", N_HEAD);
    infer_writer_u32(w, "llama.attention.head_count_kv", N_KV);
    infer_writer_f32(w, "llama.attention.layer_norm_rms_epsilon", NORM_EPS);
    infer_writer_u32(w, "llama.rope.dimension_count", HEAD);
    infer_writer_f32(w, "llama.rope.freq_base", ROPE_BASE);
    infer_writer_string(w, "tokenizer.ggml.model", "gpt2");
    infer_writer_string(w, "tokenizer.ggml.pre", "gpt-2");

    static char spelling[VOCAB * 2 * TOKEN_MAX], merge_spelling[N_MERGES * (4 * TOKEN_MAX + 1)];
    infer_bytes token[VOCAB], merge[N_MERGES];
    int32_t type[VOCAB];
    char *at = spelling;
    for (int i = 0; i < VOCAB; i++) {
        char *start = at;
        type[i] = i < END_OF_TEXT ? 1 : 3; /* normal, control */
        if (i < END_OF_TEXT) at = spell(at, v->token[i].text, v->token[i].size);
        token[i] = (infer_bytes){start, (size_t)(at - start)};
        if (i >= END_OF_TEXT) token[i] = (infer_bytes){control[i - END_OF_TEXT], strlen(control[i - END_OF_TEXT])};
    }
    at = merge_spelling;
    for (int i = 0; i < N_MERGES; i++) {
        char *start = at;
        const int left = v->merge[i][0], right = v->merge[i][1];
        at = spell(at, v->token[left].text, v->token[left].size);
        *at++ = ' ';
        at = spell(at, v->token[right].text, v->token[right].size);
        merge[i] = (infer_bytes){start, (size_t)(at - start)};
    }
    infer_writer_array(w, "tokenizer.ggml.tokens", INFER_VALUE_STRING, token, VOCAB);
    infer_writer_array(w, "tokenizer.ggml.token_type", INFER_VALUE_I32, type, VOCAB);
    infer_writer_array(w, "tokenizer.ggml.merges", INFER_VALUE_STRING, merge, N_MERGES);
    infer_writer_u32(w, "tokenizer.ggml.bos_token_id", END_OF_TEXT);
    infer_writer_u32(w, "tokenizer.ggml.eos_token_id", MESSAGE_END);
    infer_writer_u32(w, "tokenizer.ggml.eot_token_id", MESSAGE_END);
    infer_writer_u32(w, "tokenizer.ggml.padding_token_id", END_OF_TEXT);
    infer_writer_bool(w, "tokenizer.ggml.add_bos_token", false);
    infer_writer_string(w, "tokenizer.chat_template", chat_template);

    Tensor tensor[N_TENSORS];
    list_tensors(tensor);
    for (int i = 0; weights && i < N_TENSORS; i++) { /* matrices in Q8_0, vectors in F32 */
        const Tensor *t = &tensor[i];
        const uint64_t size[2] = {(uint64_t)t->cols, (uint64_t)t->rows};
        infer_writer_tensor(w, t->name, t->rows ? INFER_TYPE_Q8_0 : INFER_TYPE_F32, t->rows ? 2 : 1, size);
    }
    for (int i = 0; weights && i < N_TENSORS; i++) {
        const Tensor *t = &tensor[i];
        const float *from = (const float *)weights + t->offset;
        const size_t n = (size_t)tensor_size(t), bytes = infer_type_bytes(INFER_TYPE_Q8_0, n);
        if (t->rows) {
            void *block = alloc_zeroed(bytes, 1);
            if (infer_quantize(INFER_TYPE_Q8_0, from, block, n, &err)) die("cannot quantise: %s", err.message);
            infer_writer_data(w, block, bytes);
            free(block);
        } else {
            infer_writer_data(w, from, n * sizeof(float));
        }
    }
    if (infer_writer_close(w, &err)) die("cannot write the model: %s", err.message);
}

/* The weights as a reader of the file will see them. */
static void round_to_q8_0(Model *m) {
    Tensor tensor[N_TENSORS];
    list_tensors(tensor);
    for (int i = 0; i < N_TENSORS; i++) {
        const size_t n = (size_t)tensor_size(&tensor[i]);
        float *w = (float *)m + tensor[i].offset;
        if (!tensor[i].rows) continue;
        void *block = alloc_zeroed(infer_type_bytes(INFER_TYPE_Q8_0, n), 1);
        infer_error err;
        if (infer_quantize(INFER_TYPE_Q8_0, w, block, n, &err) ||
            infer_dequantize(INFER_TYPE_Q8_0, block, w, n, &err)) {
            die("cannot quantise: %s", err.message);
        }
        free(block);
    }
}

/* ===========================================================================
 * From text to sequences
 * =========================================================================== */

enum { TURN_MAX = 160 }; /* tokens of most turns */

/* Appends a text; if learn is set, each of its tokens becomes the target of the token before it. */
static void append(Sequence *s, const infer_model *vocab, const char *text, bool learn) {
    const int n = infer_tokenize(vocab, text, strlen(text), 0, s->token + s->len, T_MAX - s->len, NULL);
    for (int end = s->len + (n < T_MAX - s->len ? n : T_MAX - s->len); s->len < end; s->len++) {
        if (learn && s->len > 0) s->target[s->len - 1] = s->token[s->len], s->n_targets++;
        s->target[s->len] = -1;
    }
}

/* Replaces some of the tokens that the model reads, but none that it should predict, by others of the same sequence. So
 * it learns to find its way back after words that it never saw in that place. */
static void corrupt(Sequence *s, int from, float share, uint64_t *rng) {
    for (int t = from; t < s->len; t++) {
        if (rng_uniform(rng) < share) s->token[t] = s->token[rng_below(rng, s->len)];
    }
}

/* A question and its answer in ChatML. Only the answer, and where it ends, is to be learned. */
static void append_turn(Sequence *s, const infer_model *vocab, const char *question, const char *answer, float noise,
                        uint64_t *rng) {
    append(s, vocab, "<|im_start|>user\n", false);
    const int start = s->len;
    append(s, vocab, question, false);
    if (noise > 0) corrupt(s, start, noise, rng);
    append(s, vocab, "<|im_end|>\n<|im_start|>assistant\n", false);
    append(s, vocab, answer, true);
    append(s, vocab, "<|im_end|>", true);
    append(s, vocab, "\n", false);
}

/* The question as users may type it: What is X? also as Explain X? and so on, some without capitals, some without the
 * final mark. */
static void vary(char *to, size_t size, const char *question, uint64_t *rng) {
    static const char *const opening[] = {"What's ", "Explain ", "Tell me about ", "Define ", "Describe ", ""};
    const bool again = !strncmp(question, "What is ", 8) && rng_below(rng, 3) == 0;
    snprintf(to, size, "%s%s", again ? opening[rng_below(rng, 6)] : "", question + (again ? 8 : 0));
    if (rng_below(rng, 5) == 0) {
        for (char *p = to; *p; p++) *p = (char)(*p >= 'A' && *p <= 'Z' ? *p | 32 : *p);
    }
    if (rng_below(rng, 5) == 0) to[strcspn(to, "?!")] = 0;
}

/* One training sequence, of about `budget` tokens or of one turn. Most are conversations of random questions, some of
 * them after a system message. The others are plain text, the answers in their order and often from the middle of one,
 * so that the model can also continue a text. */
static void make_sequence(Sequence *s, const Corpus *c, const infer_model *vocab, int budget, uint64_t rng) {
    s->len = s->n_targets = 0;
    if (rng_below(&rng, 4) == 0) {
        int a = rng_below(&rng, c->n_answers);
        const char *text = c->answer[a];
        int skip = rng_below(&rng, 2) * rng_below(&rng, 20); /* words */
        for (; skip > 0 && strchr(text, ' '); skip--) text = strchr(text, ' ') + 1;
        while (s->len < budget) {
            append(s, vocab, text, true);
            append(s, vocab, "\n", true);
            if (++a == c->n_answers) break;
            text = c->answer[a];
        }
        corrupt(s, 0, rng_below(&rng, 2) * 0.12f, &rng);
        return;
    }
    if (c->n_systems && rng_below(&rng, 8) == 0) {
        append(s, vocab, "<|im_start|>system\n", false);
        append(s, vocab, c->system[rng_below(&rng, c->n_systems)], false);
        append(s, vocab, "<|im_end|>\n", false);
    }
    do {
        const int q = rng_below(&rng, c->n_questions);
        char text[QUESTION_MAX];
        vary(text, sizeof text, c->question[q], &rng);
        append_turn(s, vocab, text, c->answer[c->answer_of[q]], rng_below(&rng, 4) ? 0 : 0.1f, &rng);
    } while (s->len < budget && s->len < T_MAX - TURN_MAX);
}

/* ===========================================================================
 * Training
 * =========================================================================== */
typedef struct {
    const char *corpus, *out, *checkpoint;
    int steps, threads;
    float rate;
    uint64_t seed;
    bool restart, check;
} Options;

typedef struct {
    Options options;
    Corpus corpus;
    Vocabulary vocabulary;
    infer_model *tokenizer;
    Training tr;
    Optimizer opt;
    State *state; /* [workers] */
    Sequence sequence[BATCH];
    Model grad[BATCH];
    double loss[BATCH];
    int n_targets; /* in the batch */
} Trainer;

/* Sequence b of a step depends on nothing but the seed, the step and b. The longest come first, which keeps all threads
 * busy to the end. */
static void job_sequence(void *arg, int b, int worker) {
    Trainer *t = arg;
    uint64_t rng = t->options.seed * 0x9e3779b97f4a7c15u + (uint64_t)t->tr.step * BATCH + (uint64_t)b;
    make_sequence(&t->sequence[b], &t->corpus, t->tokenizer, (BATCH - b) * T_MAX / BATCH, rng_next(&rng));
    (void)worker;
}

static void job_gradient(void *arg, int b, int worker) {
    Trainer *t = arg;
    Sequence *s = &t->sequence[b];
    State *st = &t->state[worker];
    forward(st, &t->tr.weights, s->token, s->len);
    t->loss[b] = cross_entropy(st->logits, s->target, 1 / (float)t->n_targets, s->len);
    backward(&t->grad[b], st, &t->tr.weights, s->token, s->len);
}

/* One step; returns the loss per token. */
static double train_step(Trainer *t, long *tokens) {
    double loss = 0;
    parallel(BATCH, job_sequence, t);
    t->n_targets = 0;
    for (int b = 0; b < BATCH; b++) t->n_targets += t->sequence[b].n_targets, *tokens += t->sequence[b].len;
    parallel(BATCH, job_gradient, t);
    update(&t->opt, t->options.steps, t->options.rate);
    for (int b = 0; b < BATCH; b++) loss += t->loss[b];
    t->tr.step++;
    return loss / t->n_targets;
}

/* Does greedy decoding give the answer word for word? It does if at every position of the answer the right token has
 * the largest logit, and one forward pass over the right answer can tell. */
typedef struct {
    Trainer *t;
    Model weights; /* as rounded in the file */
    float *margin; /* of each question: the right logit minus its closest rival, where that is smallest */
} Exam;

static void job_exam(void *arg, int q, int worker) {
    Exam *e = arg;
    State *st = &e->t->state[worker];
    const Corpus *c = &e->t->corpus;
    Sequence s = {0};
    append_turn(&s, e->t->tokenizer, c->question[q], c->answer[c->answer_of[q]], 0, NULL);
    forward(st, &e->weights, s.token, s.len);
    e->margin[q] = INFINITY;
    for (int i = 0; i < s.len; i++) {
        if (s.target[i] < 0) continue;
        float rival = -INFINITY;
        for (int j = 0; j < VOCAB; j++) {
            if (j != s.target[i]) rival = fmaxf(rival, st->logits[i][j]);
        }
        e->margin[q] = fminf(e->margin[q], st->logits[i][s.target[i]] - rival);
    }
}

static int exam(Trainer *t, float *smallest) {
    Exam *e = alloc_zeroed(1, sizeof *e);
    e->t = t, e->weights = t->tr.weights;
    e->margin = alloc_zeroed((size_t)t->corpus.n_questions, sizeof(float));
    round_to_q8_0(&e->weights);
    parallel(t->corpus.n_questions, job_exam, e);
    int right = 0;
    *smallest = INFINITY;
    for (int q = 0; q < t->corpus.n_questions; q++) {
        right += e->margin[q] > 0;
        *smallest = fminf(*smallest, e->margin[q]);
    }
    free(e->margin);
    free(e);
    return right;
}

/* Compares the backward pass with finite differences. Moving a tensor's weights a little along its gradient g must
 * change the loss by |g| per unit of length; a wrong gradient points elsewhere, where the slope is not its length. */
static bool check_gradients(Trainer *t) {
    const double step = 0.01;
    Sequence *s = &t->sequence[0];
    bool good = true;
    job_sequence(t, 0, 0);
    t->n_targets = s->n_targets;
    job_gradient(t, 0, 0);
    printf("%-28s %12s %12s\n", "tensor", "|gradient|", "slope");
    for (int i = 0; i < N_TENSORS; i++) {
        float *w = (float *)&t->tr.weights + t->opt.tensor[i].offset;
        const float *g = (const float *)&t->grad[0] + t->opt.tensor[i].offset;
        const int n = tensor_size(&t->opt.tensor[i]);
        double norm = 0, loss[2];
        for (int k = 0; k < n; k++) norm += (double)g[k] * g[k];
        norm = sqrt(norm);
        for (int side = 0; side < 2; side++) {
            for (int k = 0; k < n; k++) w[k] += (float)((side ? -2 : 1) * step * g[k] / norm);
            forward(&t->state[0], &t->tr.weights, s->token, s->len);
            loss[side] = cross_entropy(t->state[0].logits, s->target, 1, s->len) / s->n_targets;
        }
        for (int k = 0; k < n; k++) w[k] += (float)(step * g[k] / norm);
        const double slope = (loss[0] - loss[1]) / (2 * step);
        const bool same = fabs(slope - norm) < 0.01 * norm + 1e-4;
        printf("%-28s %12.6f %12.6f%s\n", t->opt.tensor[i].name, norm, slope, same ? "" : "  WRONG");
        good = good && same;
    }
    return good;
}

/* A checkpoint is the Training struct behind a header that says to which run it belongs. */
typedef struct {
    char magic[8];
    uint64_t corpus, seed;
    int32_t steps, size;
    float rate, zero;
} CheckpointHead;

static CheckpointHead checkpoint_head(const Trainer *t) {
    return (CheckpointHead){.magic = "TRAIN 1",
                            .corpus = t->corpus.hash,
                            .seed = t->options.seed,
                            .steps = t->options.steps,
                            .size = sizeof(Training),
                            .rate = t->options.rate};
}

static bool checkpoint_read(Trainer *t) {
    CheckpointHead head;
    const CheckpointHead want = checkpoint_head(t);
    FILE *f = fopen(t->options.checkpoint, "rb");
    if (!f) return false;
    const bool ours = fread(&head, sizeof head, 1, f) == 1 && !memcmp(&head, &want, sizeof head);
    if (ours && fread(&t->tr, sizeof t->tr, 1, f) != 1) die("the checkpoint is truncated: %s", t->options.checkpoint);
    fclose(f);
    if (!ours)
        die("%s is not of this run: give --restart to overwrite it, or another --checkpoint", t->options.checkpoint);
    return true;
}

static void checkpoint_write(const Trainer *t) {
    char part[1024];
    const CheckpointHead head = checkpoint_head(t);
    snprintf(part, sizeof part, "%s.part", t->options.checkpoint);
    FILE *f = fopen(part, "wb");
    const bool good = f && fwrite(&head, sizeof head, 1, f) == 1 && fwrite(&t->tr, sizeof t->tr, 1, f) == 1;
    if (!f || fclose(f) || !good || rename(part, t->options.checkpoint)) {
        die("cannot write the checkpoint: %s", t->options.checkpoint);
    }
}

/* The training loop, with a line of progress. False if it was interrupted. */
static bool train(Trainer *t) {
    const double start = infer_seconds();
    const int first = t->tr.step, steps = t->options.steps;
    double shown = start, saved = start, mean = 0;
    long tokens = 0;
    while (t->tr.step < steps) {
        const double loss = train_step(t, &tokens), now = infer_seconds(), speed = (t->tr.step - first) / (now - start);
        mean = t->tr.step == first + 1 ? loss : 0.95 * mean + 0.05 * loss;
        if (now - shown > 1 || t->tr.step == steps) {
            const int left = (int)((steps - t->tr.step) / speed);
            fprintf(stderr, "\rstep %d/%d  loss %.4f  %.0f tokens/s  %d:%02d left ", t->tr.step, steps, mean,
                    (double)tokens / (now - start), left / 60, left % 60);
            shown = now;
        }
        if (t->tr.step % 500 == 0 || t->tr.step == steps) {
            float margin;
            const int right = exam(t, &margin);
            fprintf(stderr, "\n%d of %d answers known (smallest margin %.2f)\n", right, t->corpus.n_questions, margin);
        }
        if (now - saved > 30 || interrupted) checkpoint_write(t), saved = now;
        if (interrupted) return false;
    }
    return true;
}

/* The last examination: infer.h opens the file that was written and answers every question, as chat would. */
typedef struct {
    char text[2048];
    size_t size;
} Reply;

static int on_text(void *user, const char *text, size_t size, int32_t token) {
    Reply *r = user;
    (void)token;
    if (r->size + size >= sizeof r->text) return 1;
    memcpy(r->text + r->size, text, size);
    r->text[r->size += size] = 0;
    return 0;
}

static int ask_all(const char *path, const Corpus *c) {
    infer_error err;
    infer_model_desc desc = {.path = path, .threads = 1}; /* too small to share the work */
    infer_model *model = infer_model_open(&desc, &err);
    infer_session *session = infer_session_create(model, NULL, &err);
    if (!session) die("cannot open the model: %s", err.message);
    int right = 0;
    for (int q = 0; q < c->n_questions; q++) {
        char prompt[QUESTION_MAX + 64];
        Reply reply = {.size = 0};
        const infer_message message = {"user", c->question[q]};
        const infer_generate_desc generate = {
            .prompt = prompt, .max_tokens = T_MAX, .on_text = on_text, .user_data = &reply};
        infer_session_truncate(session, 0, NULL);
        if (infer_chat_format(model, &message, 1, true, prompt, sizeof prompt, &err) < 0 ||
            infer_generate(session, &generate, NULL, &err) < 0) {
            die("cannot ask the model: %s", err.message);
        }
        if (!strcmp(reply.text, c->answer[c->answer_of[q]])) right++;
        else fprintf(stderr, "asked:    %s\nanswered: %.200s\n", c->question[q], reply.text);
    }
    infer_session_destroy(session);
    infer_model_close(model);
    return right;
}

int main(int argc, char **argv) {
    Trainer *t = alloc_zeroed(1, sizeof *t);
    Options *o = &t->options;
    *o = (Options){.corpus = "examples/corpus.txt",
                   .out = "examples/tiny.gguf",
                   .checkpoint = "train.checkpoint",
                   .steps = 3000,
                   .rate = 0.003f,
                   .seed = 1};
    const option options[] = {
        {"--corpus", "FILE", "questions and answers (examples/corpus.txt)", OPTION_TEXT, &o->corpus, 0, 0},
        {"-o", "FILE", "the model (examples/tiny.gguf)", OPTION_TEXT, &o->out, 0, 0},
        {"--steps", "N", "training steps (3000)", OPTION_INT, &o->steps, 1, 1e6},
        {"--rate", "X", "peak learning rate (0.003)", OPTION_FLOAT, &o->rate, 1e-9, 1},
        {"--seed", "N", "initial weights and order of the data (1)", OPTION_SEED, &o->seed, 0, 0},
        {"-t", "THREADS", "threads (0: one per processor)", OPTION_INT, &o->threads, 0, 1024},
        {"--checkpoint", "FILE", "an interrupted run goes on from here (train.checkpoint)", OPTION_TEXT, &o->checkpoint,
         0, 0},
        {"--restart", NULL, "ignore the checkpoint", OPTION_FLAG, &o->restart, 0, 0},
        {"--check-gradients", NULL, "compare the backward pass with finite differences", OPTION_FLAG, &o->check, 0, 0},
        {0}};
    if (options_parse(argc, argv, options, "[OPTIONS]",
                      "Trains the bundled model on a file of questions and answers and writes it as GGUF (Q8_0).\n"
                      "Ctrl-C stops it; the same command goes on from the checkpoint.") > 0) {
        usage_error("unexpected argument '%s'", argv[1]);
    }
    if (o->threads == 0) o->threads = (int)sysconf(_SC_NPROCESSORS_ONLN);
    char part[1024];
    snprintf(part, sizeof part, "%s.part", o->out);
    if (strlen(o->out) + 6 > sizeof part || strlen(o->checkpoint) + 6 > sizeof part) die("a path is too long");

    read_corpus(&t->corpus, o->corpus);
    learn_vocabulary(&t->vocabulary, &t->corpus);
    write_gguf(part, &t->vocabulary, NULL); /* infer.h tokenizes: training sees text exactly as inference will */
    infer_error err;
    infer_model_desc desc = {.path = part, .vocab_only = true};
    if (!(t->tokenizer = infer_model_open(&desc, &err))) die("cannot open the vocabulary: %s", err.message);

    pool_start(o->threads);
    rope_init();
    t->state = alloc_zeroed((size_t)pool.workers, sizeof *t->state);
    t->opt.tr = &t->tr, t->opt.grad = t->grad;
    list_tensors(t->opt.tensor);
    uint64_t rng = o->seed;
    for (int i = 0; i < N_TENSORS; i++) {
        const Tensor *tensor = &t->opt.tensor[i];
        float *w = (float *)&t->tr.weights + tensor->offset;
        for (int j = 0; j < tensor_size(tensor); j++) w[j] = tensor->init > 0 ? tensor->init * rng_normal(&rng) : 1;
    }
    fprintf(stderr, "%d answers to %d questions, %d parameters, %d threads\n", t->corpus.n_answers,
            t->corpus.n_questions, N_PARAMS, pool.workers);

    int result = 1;
    if (o->check) {
        result = check_gradients(t) ? 0 : 1;
    } else {
        if (!o->restart && checkpoint_read(t)) fprintf(stderr, "going on from %s\n", o->checkpoint);
        signal(SIGINT, on_interrupt);
        if (train(t)) {
            infer_model_close(t->tokenizer), t->tokenizer = NULL;
            write_gguf(part, &t->vocabulary, &t->tr.weights);
            if (rename(part, o->out)) die("cannot write the model: %s", o->out);
            remove(o->checkpoint);
            const int right = ask_all(o->out, &t->corpus);
            printf("%s answers %d of %d questions word for word\n", o->out, right, t->corpus.n_questions);
            result = right == t->corpus.n_questions ? 0 : 1;
        } else {
            fprintf(stderr, "\nstopped after %d steps; the same command goes on from %s\n", t->tr.step, o->checkpoint);
        }
    }
    infer_model_close(t->tokenizer);
    remove(part);
    free(t->corpus.text), free(t->corpus.question), free(t->corpus.answer), free(t->corpus.system);
    free(t->corpus.answer_of), free(t->state), free(t);
    return result ? result : finish();
}
