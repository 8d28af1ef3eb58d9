/* Sampling: every step by hand, against llama.cpp, against a plain reference that sorts; the draws themselves are
 * pinned, since they must be the same on every machine. */
#include "sampling_cases.h"
#include "golden_sampling.h"

enum { SAMPLING_LARGE = 5000 };
static uint64_t sampling_scratch[SAMPLING_LARGE * 4];

/* The tokens that a setting leaves, as a string of their letters, the order theirs: "abd". */
static const char *sampling_keeps(const infer_sampling *s, const float *logits, int n_vocab) {
    static char text[64];
    uint64_t total;
    int n = infer__sample_candidates(s, logits, n_vocab, NULL, 0, sampling_scratch, &total), length = 0;
    const infer__candidate *c = (const infer__candidate *)(const void *)sampling_scratch;
    for (int t = 0; t < n_vocab; t++)
        for (int i = 0; i < n; i++)
            if (c[i].token == t) text[length++] = (char)('a' + t);
    text[length] = 0;
    return text;
}

static double sampling_p(int token, int n, uint64_t total) {
    const infer__candidate *c = (const infer__candidate *)(const void *)sampling_scratch;
    for (int i = 0; i < n; i++)
        if (c[i].token == token) return (double)c[i].weight / (double)total;
    return 0;
}

TEST(sampling_weight) { /* 2^-x in units of 2^-40, to 29 bits */
    CHECK(infer__weight(0) == (uint64_t)1 << 40 && infer__weight(4294967296.0) == (uint64_t)1 << 39);
    CHECK(infer__weight(39.0 * 4294967296.0) == 2 && infer__weight(40.0 * 4294967296.0) == 0);
    CHECK(infer__weight(INFINITY) == 0 && infer__weight(NAN) == 0);
    for (int i = 0; i < 20000; i++) {
        double x = test_uniform() * 12, want = exp2(40 - x);
        CHECK_NEAR((double)infer__weight(x * 4294967296.0), want, want * 2e-9 + 1);
    }
}

/* Probabilities a .4, b .3, c .2, d .1. */
TEST(sampling_steps_by_hand) {
    const float p[4] = {logf(.4f), logf(.3f), logf(.2f), logf(.1f)};
    const struct {
        infer_sampling s;
        const char *keeps;
    } cases[] = {{{1, 0, 0, 0, 0, 0, 0, 0, 0, 0, NULL, 0}, "abcd"},
                 {{1, 1, 0, 0, 0, 0, 0, 0, 0, 0, NULL, 0}, "a"},
                 {{1, 3, 0, 0, 0, 0, 0, 0, 0, 0, NULL, 0}, "abc"},
                 {{1, 9, 0, 0, 0, 0, 0, 0, 0, 0, NULL, 0}, "abcd"},
                 {{1, 0, .39f, 0, 0, 0, 0, 0, 0, 0, NULL, 0}, "a"},
                 {{1, 0, .41f, 0, 0, 0, 0, 0, 0, 0, NULL, 0}, "ab"},
                 {{1, 0, .75f, 0, 0, 0, 0, 0, 0, 0, NULL, 0}, "abc"},
                 {{1, 0, 1, 0, 0, 0, 0, 0, 0, 0, NULL, 0}, "abcd"},
                 {{1, 2, .5f, 0, 0, 0, 0, 0, 0, 0, NULL, 0}, "a"}, /* after top_k 2 a alone has 4/7 */
                 {{1, 0, 0, .49f, 0, 0, 0, 0, 0, 0, NULL, 0}, "abc"},
                 {{1, 0, 0, .51f, 0, 0, 0, 0, 0, 0, NULL, 0}, "ab"},
                 {{1, 0, 0, 1, 0, 0, 0, 0, 0, 0, NULL, 0}, "a"},
                 {{1, 0, 0, 7, 0, 0, 0, 0, 0, 0, NULL, 0}, "a"},
                 /* the entropy is 1.280 nats; -ln p is .916, 1.204, 1.609, 2.303: nearest b, then c, a, d */
                 {{1, 0, 0, 0, .29f, 0, 0, 0, 0, 0, NULL, 0}, "b"},
                 {{1, 0, 0, 0, .31f, 0, 0, 0, 0, 0, NULL, 0}, "bc"},
                 {{1, 0, 0, 0, .51f, 0, 0, 0, 0, 0, NULL, 0}, "abc"},
                 {{1, 0, 0, .7f, .31f, 0, 0, 0, 0, 0, NULL, 0}, "b"}, /* of b .3 and c .2, c is 2/3 as likely as b */
                 {{1, 3, .9f, .6f, .9f, 0, 0, 0, 0, 0, NULL, 0}, "ab"},
                 {{9, 0, .75f, 0, 0, 0, 0, 0, 0, 0, NULL, 0}, "abc"}, /* temperature comes after the cuts */
                 {{1, -1, -1, -1, -1, -1, 0, 0, -1, 0, NULL, 0}, "abcd"},
                 {{1, 0, NAN, NAN, NAN, NAN, 0, 0, 0, 0, NULL, 0}, "abcd"},
                 {{0, 0, .1f, 0, .3f, 0, 0, 0, 0, 0, NULL, 0}, "a"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *keeps = sampling_keeps(&cases[i].s, p, 4);
        if (strcmp(keeps, cases[i].keeps) != 0)
            TEST_FAIL("case %d keeps \"%s\", expected \"%s\"", (int)i, keeps, cases[i].keeps);
    }
    infer_sampling s = INFER__ZERO;
    uint64_t total;
    s.temperature = .5f; /* squares the probabilities */
    int n = infer__sample_candidates(&s, p, 4, NULL, 0, sampling_scratch, &total);
    for (int t = 0; t < 4; t++) CHECK_NEAR(sampling_p(t, n, total), (4 - t) * (4 - t) / 30.0, 1e-7);
}

TEST(sampling_bias_and_penalties) {
    const float logits[5] = {2, -2, 1, 0, 4};
    const int32_t history[6] = {4, 0, 0, 1, 99, -5};
    const infer_logit_bias bias[4] = {{2, 2.5f}, {4, -INFINITY}, {77, 1}, {-1, 1}};
    infer_sampling s = INFER__ZERO;
    float adjusted[5];
    uint32_t seen[5] = {7, 7, 7, 7, 7};
    CHECK(infer__adjust(&s, logits, 5, history, 6, adjusted, seen) == logits);
    s.repeat_penalty = 1;
    CHECK(infer__adjust(&s, logits, 5, history, 6, adjusted, seen) == logits);
    s.repeat_penalty = 2, s.frequency_penalty = .25f, s.presence_penalty = 1;
    s.bias = bias, s.n_bias = 4;
    s.penalty_window = 5; /* leaves token 4 out */
    const float *got = infer__adjust(&s, logits, 5, history, 6, adjusted, seen);
    CHECK_NEAR(got[0], 2 / 2.0 - 2 * .25 - 1, 0);
    CHECK_NEAR(got[1], -2 * 2.0 - .25 - 1, 0);
    CHECK_NEAR(got[2], 3.5, 0);
    CHECK_NEAR(got[3], 0, 0);
    CHECK(got[4] == -INFINITY);
    s.n_bias = 0, s.penalty_window = -1;
    got = infer__adjust(&s, logits, 5, history, 6, adjusted, seen);
    CHECK_NEAR(got[4], 4 / 2.0 - .25 - 1, 0);
    s.repeat_penalty = 0, s.presence_penalty = 0; /* 0 is off, as 1 is */
    CHECK_NEAR(infer__adjust(&s, logits, 5, history, 6, adjusted, seen)[0], 2 - 2 * .25, 0);
    int32_t many[100] = {3};
    s.penalty_window = 0, s.presence_penalty = 1, s.frequency_penalty = 0; /* 0: the last 64 */
    CHECK_NEAR(infer__adjust(&s, logits, 5, many, 64, adjusted, seen)[3], -1, 0);
    CHECK_NEAR(infer__adjust(&s, logits, 5, many, 65, adjusted, seen)[3], 0, 0);
}

TEST(sampling_odd_logits) {
    uint64_t rng[INFER__RNG_WORDS];
    infer_sampling s = INFER__ZERO;
    infer__sampler_seed(rng, 1);
    const float ties[4] = {1, 3, 3, 3}, zeros[3] = {-1, -0.0f, 0.0f}, nan[4] = {NAN, NAN, -5, NAN};
    const float forbidden[3] = {-INFINITY, -INFINITY, -INFINITY}, nothing[3] = {NAN, -INFINITY, NAN};
    const float infinite[3] = {0, INFINITY, FLT_MAX}, far[2] = {-FLT_MAX, FLT_MAX};
    for (int pass = 0; pass < 2; pass++) {
        for (int i = 0; i < 50; i++) {
            CHECK_EQ_INT(infer__sample(&s, rng, nan, 4, NULL, 0, sampling_scratch), 2);
            CHECK_EQ_INT(infer__sample(&s, rng, forbidden, 3, NULL, 0, sampling_scratch), 0);
            CHECK_EQ_INT(infer__sample(&s, rng, nothing, 3, NULL, 0, sampling_scratch), 0);
            CHECK_EQ_INT(infer__sample(&s, rng, far, 2, NULL, 0, sampling_scratch), 1);
            int got = infer__sample(&s, rng, infinite, 3, NULL, 0, sampling_scratch);
            CHECK(pass == 0 ? got == 1 : got == 1 || got == 2);
        }
        if (pass == 0) {
            CHECK_EQ_INT(infer__sample(&s, rng, ties, 4, NULL, 0, sampling_scratch), 1);
            CHECK_EQ_INT(infer__sample(&s, rng, zeros, 3, NULL, 0, sampling_scratch), 1);
        }
        s.temperature = 1, s.top_k = 3, s.top_p = .99f, s.min_p = .01f, s.typical_p = .99f;
    }
    infer_sampling k = INFER__ZERO;
    k.temperature = 1, k.top_k = 1;
    CHECK_EQ_INT(infer__sample(&k, rng, ties, 4, NULL, 0, sampling_scratch), 1);
    CHECK_EQ_INT(infer__sample(&k, rng, zeros, 3, NULL, 0, sampling_scratch), 1);
    k.top_k = 0, k.temperature = INFINITY; /* all alike, but what is forbidden stays so */
    const float one[3] = {-INFINITY, 5, -INFINITY};
    for (int i = 0; i < 50; i++) CHECK_EQ_INT(infer__sample(&k, rng, one, 3, NULL, 0, sampling_scratch), 1);
    k.temperature = 1e-40f;
    for (int i = 0; i < 50; i++) CHECK_EQ_INT(infer__sample(&k, rng, zeros + 0, 2, NULL, 0, sampling_scratch), 1);
}

TEST(sampling_against_llama_cpp) {
    for (int i = 0; i < SAMPLING_CASES; i++) {
        const sampling_case *k = &sampling_cases[i];
        const infer_sampling s = {k->temperature, k->top_k,    k->top_p,  k->min_p, k->typical_p, k->repeat,
                                  k->frequency,   k->presence, k->window, 0,        NULL,         0};
        float logits[SAMPLING_VOCAB];
        int32_t history[SAMPLING_HISTORY];
        uint64_t total = 0;
        sampling_inputs(i, logits, history);
        int n =
            infer__sample_candidates(&s, logits, SAMPLING_VOCAB, history, SAMPLING_HISTORY, sampling_scratch, &total);
        if (n != golden_sampling[i].n) {
            TEST_FAIL("case %d keeps %d, expected %d", i, n, golden_sampling[i].n);
            continue;
        }
        for (int t = 0; t < n; t++) {
            double want = golden_sampling[i].p[t], got = sampling_p(golden_sampling[i].token[t], n, total);
            if (fabs(got - want) > 1e-6 * want + 1e-8)
                TEST_FAIL("case %d, token %d: %.9g, expected %.9g", i, golden_sampling[i].token[t], got, want);
        }
    }
}

/* The same steps the long way: sort, exp, walk. What is left must be the same, as likely as there. */
typedef struct sampling_reference {
    double p, logit, order;
    int token;
} sampling_reference;
static int sampling_compare(const void *a, const void *b) {
    const sampling_reference *x = (const sampling_reference *)a, *y = (const sampling_reference *)b;
    return x->order != y->order ? (x->order < y->order ? -1 : 1) : x->token - y->token;
}
static void sampling_softmax(sampling_reference *r, int n, double temperature) { /* and back to the order of logits */
    double sum = 0;
    for (int i = 0; i < n; i++) r[i].order = -r[i].logit;
    qsort(r, (size_t)n, sizeof *r, sampling_compare);
    for (int i = 0; i < n; i++) sum += r[i].p = exp((r[i].logit - r[0].logit) / temperature);
    for (int i = 0; i < n; i++) r[i].p /= sum;
}
static int sampling_long_way(const infer_sampling *s, const float *logits, int n, sampling_reference *r) {
    for (int i = 0; i < n; i++) r[i].logit = logits[i], r[i].token = i;
    sampling_softmax(r, n, 1);
    if (s->top_k > 0 && s->top_k < n) n = s->top_k;
    if (s->typical_p > 0) {
        double entropy = 0, sum = 0;
        int kept = 0;
        sampling_softmax(r, n, 1);
        for (int i = 0; i < n; i++) entropy -= r[i].p > 0 ? r[i].p * log(r[i].p) : 0;
        for (int i = 0; i < n; i++) r[i].order = fabs(-log(r[i].p) - entropy);
        qsort(r, (size_t)n, sizeof *r, sampling_compare);
        while (kept < n && sum <= s->typical_p) sum += r[kept++].p;
        n = kept;
    }
    if (s->top_p > 0) {
        double sum = 0;
        int kept = 0;
        sampling_softmax(r, n, 1);
        while (kept < n && sum < s->top_p) sum += r[kept++].p;
        n = kept;
    }
    if (s->min_p > 0) {
        sampling_softmax(r, n, 1);
        while (r[n - 1].p < s->min_p * r[0].p) n--;
    }
    sampling_softmax(r, n, s->temperature);
    return n;
}

TEST(sampling_against_the_long_way) {
    static float logits[SAMPLING_LARGE];
    static sampling_reference r[SAMPLING_LARGE];
    static double p[SAMPLING_LARGE];
    const infer__candidate *c = (const infer__candidate *)(const void *)sampling_scratch;
    for (int round = 0; round < 300; round++) {
        int n = 1 + (int)(test_random() % (round % 10 ? 200 : SAMPLING_LARGE)), i = 0;
        double spread = 1 + test_uniform() * 20;
        for (int t = 0; t < n; t++) {
            logits[t] = (float)((test_uniform() + test_uniform() - 1) * spread);
            if (round % 3 == 0) logits[t] = floorf(logits[t]); /* many ties */
            p[t] = 0;
        }
        infer_sampling s = INFER__ZERO;
        uint64_t rng[INFER__RNG_WORDS], copy[INFER__RNG_WORDS], total, draw;
        s.temperature = (float)(.2 + test_uniform() * 2);
        if (test_random() & 1) s.top_k = 1 + (int)(test_random() % 100);
        if (test_random() & 1) s.top_p = (float)test_uniform();
        if (test_random() & 1) s.min_p = (float)(test_uniform() * .3);
        /* equal distances from the entropy round differently in the reference */
        if (round % 3 && (test_random() & 1)) s.typical_p = (float)test_uniform();
        infer__sampler_seed(rng, test_random());
        memcpy(copy, rng, sizeof rng);
        int got = infer__sample(&s, rng, logits, n, NULL, 0, sampling_scratch);
        int kept = infer__sample_candidates(&s, logits, n, NULL, 0, sampling_scratch, &total);
        int want = sampling_long_way(&s, logits, n, r);
        if (kept != want) TEST_FAIL("round %d keeps %d of %d, expected %d", round, kept, n, want);
        for (int k = 0; k < kept; k++) p[c[k].token] = (double)c[k].weight / (double)total;
        for (int k = 0; k < want; k++)
            if (fabs(p[r[k].token] - r[k].p) > 1e-8)
                TEST_FAIL("round %d, token %d: %g, expected %g", round, r[k].token, p[r[k].token], r[k].p);
        do draw = infer__random(copy);
        while (draw >= UINT64_MAX - UINT64_MAX % total);
        draw %= total;
        for (int k = 0; k < kept; k++) { /* the one whose share, in the order of keys, the draw fell into */
            uint64_t before = 0;
            for (int j = 0; j < kept; j++) before += c[j].key < c[k].key ? c[j].weight : 0;
            if (before <= draw && draw - before < c[k].weight) i = k;
        }
        CHECK_EQ_INT(got, c[i].token);
        CHECK(memcmp(rng, copy, sizeof rng) == 0);
    }
}

/* Pearson's chi-square of 200,000 draws: 5 degrees of freedom, 20.5 is exceeded once in a thousand seeds. */
TEST(sampling_frequencies) {
    const double p[6] = {.3, .25, .2, .15, .07, .03};
    float logits[6];
    int count[6] = {0}, n = 200000;
    uint64_t rng[INFER__RNG_WORDS];
    infer_sampling s = INFER__ZERO;
    s.temperature = 1;
    infer__sampler_seed(rng, 42);
    for (int t = 0; t < 6; t++) logits[t] = (float)log(p[t]);
    for (int i = 0; i < n; i++) count[infer__sample(&s, rng, logits, 6, NULL, 0, sampling_scratch)]++;
    double chi = 0;
    for (int t = 0; t < 6; t++) chi += (count[t] - n * p[t]) * (count[t] - n * p[t]) / (n * p[t]);
    if (chi > 20.5) TEST_FAIL("chi-square is %g", chi);
}

TEST(sampling_pinned_draws) {
    uint64_t rng[INFER__RNG_WORDS];
    infer__sampler_seed(rng, 0);
    CHECK(rng[0] == 0xe220a8397b1dcdafu && rng[3] == 0xf88bb8a8724c81ecu); /* splitmix64's first and fourth from 0 */
    infer_sampling settings[3];
    memset(settings, 0, sizeof settings);
    settings[0].temperature = 1;
    settings[1].temperature = .8f, settings[1].top_k = 20, settings[1].top_p = .95f, settings[1].min_p = .05f;
    settings[2].temperature = 1.5f, settings[2].typical_p = .9f, settings[2].repeat_penalty = 1.3f;
    settings[2].frequency_penalty = .1f, settings[2].presence_penalty = .2f;
    static const unsigned char pinned[3][24] = {
        {21, 11, 8, 7, 22, 3, 17, 15, 21, 18, 22, 21, 30, 3, 21, 15, 6, 36, 25, 37, 7, 35, 36, 26},
        {35, 39, 21, 18, 21, 3, 6, 18, 10, 14, 18, 39, 39, 3, 26, 33, 39, 3, 35, 28, 18, 39, 35, 3},
        {36, 32, 16, 26, 20, 20, 32, 32, 39, 20, 38, 17, 38, 17, 30, 26, 26, 26, 5, 27, 10, 39, 32, 36}};
    for (int k = 0; k < 3; k++) {
        float logits[SAMPLING_VOCAB];
        int32_t history[64];
        sampling_inputs(5 + k, logits, history);
        infer__sampler_seed(rng, 1234);
        for (int i = 0; i < 24; i++) {
            history[i] = infer__sample(&settings[k], rng, logits, SAMPLING_VOCAB, history, i, sampling_scratch);
            if (history[i] != pinned[k][i]) TEST_FAIL("setting %d, draw %d: %d", k, i, (int)history[i]);
        }
    }
}
