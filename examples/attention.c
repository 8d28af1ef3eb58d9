/* Attention alone: times infer_attention on random numbers, beside the multiply-adds that this machine can do at all, and
 * checks it against a plain double-precision computation. cc examples/attention.c -lm -pthread -o attention
 *
 * Only products that the mask lets through are counted: 4 * head_dim operations for a query and each key it sees. */
#define INFER_IMPLEMENTATION
#include "../infer.h"
#include "common.h"
#ifndef _WIN32
#include <pthread.h>
#endif
#ifdef __x86_64__
#include <immintrin.h>
#endif

/* ---- the ceiling: chains of multiply-adds that never leave the registers ---- */

enum { CHAIN_STEPS = 1000000 };
static volatile float chain_result; /* so that the chains are not thrown away */
static int chain_kernels;

#define CHAIN(TYPE, SET1, FMA)                                                                                \
    TYPE x = SET1(0.999f), y = SET1(0.001f), a = SET1(0), b = SET1(1), c = SET1(2), d = SET1(3), e = SET1(4), \
         f = SET1(5), g = SET1(6), h = SET1(7), i = SET1(8), j = SET1(9);                                     \
    for (int n = 0; n < CHAIN_STEPS; n++) {                                                                   \
        a = FMA(a, x, y), b = FMA(b, x, y), c = FMA(c, x, y), d = FMA(d, x, y), e = FMA(e, x, y);             \
        f = FMA(f, x, y), g = FMA(g, x, y), h = FMA(h, x, y), i = FMA(i, x, y), j = FMA(j, x, y);             \
    }                                                                                                         \
    TYPE sum[10] = {a, b, c, d, e, f, g, h, i, j};                                                            \
    for (int k = 0; k < 10; k++) chain_result = *(float *)&sum[k]

#define PLAIN_SET(v)       (v)
#define PLAIN_FMA(a, x, y) ((a) * (x) + (y))
static void chain_scalar(void) { CHAIN(float, PLAIN_SET, PLAIN_FMA); }
#ifdef __x86_64__
__attribute__((target("avx2,fma"))) static void chain_avx2(void) { CHAIN(__m256, _mm256_set1_ps, _mm256_fmadd_ps); }
__attribute__((target("avx512f"))) static void chain_avx512(void) { CHAIN(__m512, _mm512_set1_ps, _mm512_fmadd_ps); }
#endif

static void *chain_run(void *unused) {
#ifdef __x86_64__
    if (chain_kernels == INFER_KERNELS_AVX512) return chain_avx512(), unused;
    if (chain_kernels >= INFER_KERNELS_AVX2) return chain_avx2(), unused;
#endif
    return chain_scalar(), unused;
}

/* GFLOP/s of all threads together. */
static double chain_measure(int kernels, int threads) {
    int lanes = kernels == INFER_KERNELS_AVX512 ? 16 : kernels >= INFER_KERNELS_AVX2 ? 8 : 1;
    chain_kernels = kernels;
    double start = infer_seconds();
#ifndef _WIN32
    pthread_t others[1024];
    int started = 1;
    while (started < threads && pthread_create(&others[started], NULL, chain_run, NULL) == 0) started++;
    threads = started;
#endif
    chain_run(NULL);
#ifndef _WIN32
    while (started > 1) pthread_join(others[--started], NULL);
#endif
    return 2.0 * 10 * CHAIN_STEPS * lanes * threads / (infer_seconds() - start) * 1e-9;
}

/* ---- the reference ---- */

static double element(const void *p, int type, size_t i) {
    float x;
    if (type == INFER_TYPE_F32) return ((const float *)p)[i];
    infer_dequantize(type, (const uint16_t *)p + i, &x, 1, NULL);
    return x;
}

static void rotate(double *x, const infer_attention_desc *d, int position) {
    int half = d->head_dim / 2, step = d->rope == INFER_ROPE_HALVES ? 1 : 2, apart = step == 1 ? half : 1;
    for (int i = 0; d->rope && i < half; i++) {
        double angle = position * pow(d->rope_base ? d->rope_base : 10000, -2.0 * i / d->head_dim);
        double *a = x + i * step, *b = a + apart, re = *a * cos(angle) - *b * sin(angle);
        *b = *a * sin(angle) + *b * cos(angle), *a = re;
    }
}

/* Attention of query i, head h, on packed arrays; adds the squares of the difference and of the values. */
static void check_row(const infer_attention_desc *d, int i, int h, double *off, double *all) {
    int dim = d->head_dim, kv_heads = d->kv_heads, g = h / (d->heads / kv_heads), p = d->n_kv - d->n_q + i;
    double *q = must(malloc((size_t)dim * 3 * sizeof *q)), *k = q + dim, *o = k + dim, sum = 0, max = -1e300;
    double *s = must(malloc((size_t)d->n_kv * sizeof *s));
    for (int e = 0; e < dim; e++) q[e] = element(d->q, d->q_type, ((size_t)i * d->heads + h) * dim + e), o[e] = 0;
    rotate(q, d, p + d->rope_position);
    for (int j = 0; j < d->n_kv; j++) {
        s[j] = -1e300;
        if ((d->causal && j > p) || (d->window && abs(p - j) >= d->window)) continue;
        for (int e = 0; e < dim; e++) k[e] = element(d->k, d->kv_type, ((size_t)j * kv_heads + g) * dim + e);
        rotate(k, d, j + d->rope_position);
        s[j] = 0;
        for (int e = 0; e < dim; e++) s[j] += q[e] * k[e];
        s[j] *= d->scale ? d->scale : 1 / sqrt(dim);
        if (d->softcap > 0) s[j] = d->softcap * tanh(s[j] / d->softcap);
        max = s[j] > max ? s[j] : max;
    }
    for (int j = 0; j < d->n_kv; j++) {
        if (s[j] == -1e300) continue;
        double w = exp(s[j] - max);
        sum += w;
        for (int e = 0; e < dim; e++) o[e] += w * element(d->v, d->kv_type, ((size_t)j * kv_heads + g) * dim + e);
    }
    for (int e = 0; e < dim; e++) {
        double diff = element(d->out, d->out_type, ((size_t)i * d->heads + h) * dim + e) - o[e] / sum;
        *off += diff * diff, *all += o[e] / sum * (o[e] / sum);
    }
    free(q), free(s);
}

/* ---- main ---- */

static void *random_numbers(size_t n, int type) { /* a normal distribution, near enough: a sum of 4 uniform ones */
    static uint64_t state = 88172645463325252u;
    float *x = must(malloc(n * sizeof *x + 1));
    for (size_t i = 0; i < n; i++) {
        x[i] = 0;
        for (int k = 0; k < 4; k++) {
            state ^= state << 13, state ^= state >> 7, state ^= state << 17;
            x[i] += 0.866f * (float)((double)(state >> 11) * 0x1p-52 - 1);
        }
    }
    if (type == INFER_TYPE_F32) return x;
    uint16_t *half = must(malloc(n * sizeof *half + 1));
    infer_quantize(type, x, half, n, NULL);
    free(x);
    return half;
}

int main(int argc, char **argv) {
    infer_attention_desc d = {.n_kv = 2048, .heads = 32, .head_dim = 64};
    int repeats = 5;
    bool f16 = false, full = false;
    const option options[] = {
        {"-n", "N", "keys (default 2048)", OPTION_INT, &d.n_kv, 1, 1 << 24},
        {"-q", "N", "queries, the last beside the last key (0: as many as keys)", OPTION_INT, &d.n_q, 0, 1 << 24},
        {"--heads", "N", "heads (default 32)", OPTION_INT, &d.heads, 1, 65536},
        {"--kv-heads", "N", "heads of k and v (0: as many)", OPTION_INT, &d.kv_heads, 0, 65536},
        {"--head-dim", "N", "elements of a head (default 64)", OPTION_INT, &d.head_dim, 1, 65536},
        {"--full", NULL, "every query sees every key (default: causal)", OPTION_FLAG, &full, 0, 0},
        {"--f16", NULL, "k and v are halves (default: float)", OPTION_FLAG, &f16, 0, 0},
        {"--window", "N", "sliding window (0: none)", OPTION_INT, &d.window, 0, 1 << 24},
        {"--softcap", "X", "soft cap of the scores (0: none)", OPTION_FLOAT, &d.softcap, 0, 1e6},
        {"--rope", "none|pairs|halves", "rotate q and k", OPTION_CHOICE, &d.rope, 0, 0},
        {"-r", "N", "repeats (default 5)", OPTION_INT, &repeats, 1, 10000},
        {"-t", "THREADS", "threads (default 1)", OPTION_INT, &d.threads, 0, 1024},
        {"--kernels", "auto|scalar|avx2|avxvnni|avx512", "which kernels the CPU uses", OPTION_CHOICE, &d.kernels, 0, 0},
        {0}};
    if (options_parse(argc, argv, options, "[-n N] [--heads N] [--head-dim N] [-t THREADS]",
                      "Times attention alone and checks it against double precision.") > 0)
        usage_error("no other arguments are expected");
    if (!d.n_q) d.n_q = d.n_kv;
    if (!d.kv_heads) d.kv_heads = d.heads;
    if (!d.threads) d.threads = 1;
    d.causal = !full, d.kv_type = f16 ? INFER_TYPE_F16 : INFER_TYPE_F32;
    size_t n_q = (size_t)d.n_q * d.heads * d.head_dim, n_kv = (size_t)d.n_kv * d.kv_heads * d.head_dim;
    d.q = random_numbers(n_q, INFER_TYPE_F32), d.out = must(malloc(n_q * sizeof(float)));
    d.k = random_numbers(n_kv, d.kv_type), d.v = random_numbers(n_kv, d.kv_type);

    /* the tier that AUTO means: the widest that is not refused */
    infer_error err;
    infer_attention_desc probe = d;
    int tier = d.kernels;
    for (probe.n_q = probe.n_kv = 1, probe.kernels = INFER_KERNELS_AVX512; !tier && probe.kernels; probe.kernels--)
        if (infer_attention(&probe, &err) == INFER_OK) tier = probe.kernels;
    if (!tier) die("%s", err.message);

    double seconds = 1e300, ceiling = 0, pairs = 0;
    for (int i = 0; i < d.n_q; i++) {
        int p = d.n_kv - d.n_q + i, from = d.window ? p - d.window + 1 : 0, to = d.causal ? p + 1 : d.n_kv;
        if (!d.causal && d.window && to > p + d.window) to = p + d.window;
        pairs += to - (from > 0 ? from : 0);
    }
    for (int r = 0; r < repeats; r++) {
        double start = infer_seconds(), chain;
        if (infer_attention(&d, &err)) die("%s", err.message);
        start = infer_seconds() - start;
        seconds = start < seconds ? start : seconds;
        chain = chain_measure(tier, d.threads);
        ceiling = chain > ceiling ? chain : ceiling;
    }
    double flops = 4.0 * d.head_dim * d.heads * pairs / seconds * 1e-9, off = 0, all = 0;
    for (int r = 0; r < 64; r++) check_row(&d, (int)((int64_t)r * (d.n_q - 1) / 63), r * 7 % d.heads, &off, &all);

    const char *tiers[] = {"", "scalar", "avx2", "avxvnni", "avx512"};
    printf("kernels %s, threads %d, queries %d, keys %d, heads %d, kv heads %d, head dim %d\n", tiers[tier], d.threads,
           d.n_q, d.n_kv, d.heads, d.kv_heads, d.head_dim);
    printf("%.3f ms, %.1f GFLOP/s, %.0f%% of the %.1f GFLOP/s that multiply-adds alone reach\n", seconds * 1e3, flops,
           100 * flops / ceiling, ceiling);
    printf("relative error %.2g\n", sqrt(off / all));
    if (!(sqrt(off / all) < 1e-3)) die("the result is wrong");
    free((void *)d.q), free((void *)d.k), free((void *)d.v), free(d.out);
    return finish();
}
