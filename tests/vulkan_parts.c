/* Each shader that is no matrix product, alone, against plain C: build/vulkan_parts [FILTER] [--spv DIR] [--device N]
 * [--seed N] [--case N]. With --spv modules come from DIR/NAME.spv instead of infer.h. Skips where there is no Vulkan device. */
#define INFER_IMPLEMENTATION
#include "../infer.h"

#ifndef INFER_VULKAN
int main(void) {
    fprintf(stderr, "skip: compiled without INFER_VULKAN (no volk.h)\n");
    printf("0 passed, 0 failed, 1 skipped\n");
    return 0;
}
#else
#include "test.h"

static infer__vk device;
static const char *spv_folder;
static infer__vk_buffer memory; /* the tests' operands, one after another */
static uint64_t used;
static bool absent;
static int device_index;
static int only = -1; /* of the attention cases */

/* ---- running one shader ---- */

static void read_back(uint64_t address, void *out, size_t bytes) {
    CHECK_EQ_INT(
        infer__vk_copy(&device, &(infer__vk_piece){0, 0, &memory}, address - memory.address, out, bytes, true, NULL),
        0);
}
static void put_at(uint64_t address, const void *data, size_t bytes) {
    CHECK_EQ_INT(infer__vk_copy(&device, &(infer__vk_piece){0, 0, &memory}, address - memory.address,
                                (void *)(uintptr_t)data, bytes, false, NULL),
                 0);
}
static uint64_t put(const void *data, size_t bytes) {
    uint64_t at = memory.address + used;
    used += (bytes + 63) / 64 * 64;
    if (used > memory.size) fprintf(stderr, "the test's device memory is too small\n"), exit(1);
    put_at(at, data, bytes);
    return at;
}
static uint64_t put_poison(size_t bytes) { /* NaNs */
    void *p = memset(malloc(bytes), 0xff, bytes);
    uint64_t at = put(p, bytes);
    free(p);
    return at;
}

static VkPipeline pipeline(const char *name, const int32_t *spec, int n_spec) {
    const infer__spirv *module = infer__spirv_find(name);
    infer__spirv loaded = INFER__ZERO;
    VkPipeline p = VK_NULL_HANDLE;
    int32_t all[16] = {0};
    memcpy(all, spec, (size_t)n_spec * sizeof *spec);
    uint32_t *code = NULL;
    if (spv_folder) {
        char path[512];
        snprintf(path, sizeof path, "%s/%s.spv", spv_folder, name);
        FILE *f = fopen(path, "rb");
        if (f) {
            code = (uint32_t *)malloc(1 << 20);
            loaded.name = name, loaded.code = code, loaded.bytes = fread(code, 1, 1 << 20, f);
            fclose(f), module = &loaded;
        }
    }
    if (!module) TEST_FAIL("there is no module %s", name);
    else if (infer__vk_make_pipeline(&device, module, all, &p) != VK_SUCCESS) TEST_FAIL("pipeline of %s", name);
    free(code);
    return p;
}

static void run(VkPipeline p, const infer__vk_push *push, int x, int y, int z) {
    if (!p) return;
    infer__vk_begin(&device, device.once, false);
    infer__vk_dispatch(&device, device.once, p, push, (uint32_t)x, (uint32_t)y, (uint32_t)z);
    infer__vk_barrier(&device, device.once, true);
    device.f.vkEndCommandBuffer(device.once);
    CHECK_EQ_INT(infer__vk_run(&device, device.once, NULL), 0);
}

/* One pipeline, used once. */
static void run_once(const char *name, const int32_t *spec, int n_spec, const infer__vk_push *push, int x, int y,
                     int z) {
    VkPipeline p = pipeline(name, spec, n_spec);
    run(p, push, x, y, z);
    device.f.vkDestroyPipeline(device.device, p, NULL);
}
#define SPEC(...) (const int32_t[]){__VA_ARGS__}, (int)(sizeof((int32_t[]){__VA_ARGS__}) / 4)

static bool ready(void) {
    used = 0;
    if (absent) test_skipped = 1, fprintf(stderr, "skip: no Vulkan device\n");
    return !absent;
}

static float *floats(size_t n, double scale) {
    float *x = (float *)malloc(n * sizeof *x);
    for (size_t i = 0; i < n; i++) x[i] = (float)(scale * (2 * test_uniform() - 1));
    return x;
}

static uint64_t put_params(int position, int n, int wanted) {
    int32_t p[4 + 64] = {position, n, wanted, 0};
    for (int i = 0; i < 64; i++) p[4 + i] = (int)(test_random() % 50);
    return put(p, sizeof p);
}

/* |got - want| / |want| */
static double off(const float *got, const float *want, size_t n) {
    double d = 0, w = 0;
    for (size_t i = 0; i < n; i++) {
        d += ((double)got[i] - want[i]) * ((double)got[i] - want[i]), w += (double)want[i] * want[i];
        if (!(fabs((double)got[i]) < 1e30)) return 1e30;
    }
    return sqrt(d) / (sqrt(w) + 1e-30);
}

/* ---- norms, and rows in other forms ---- */

TEST(vulkan_norm) {
    enum { MOST = 320, STRIDE = 320, N = 6, WANTED = 2 };
    if (!ready()) return;
    for (int c = 0; c < 3 * 7 * 4; c++) { /* each kind in each form; not by fours, of the last tokens alone */
        const int kind = c % 3, form = c / 3 % 7, odd = c / 21 % 2 && form != INFER__VK_INT8, tail = c / 42;
        const int width = odd ? 299 : MOST, each = tail ? 1 : 2, words = width / 4 + width / 32;
        const int stride = form == INFER__VK_HALF ? 304 + 16 * !odd : form == INFER__VK_INT8 ? words : STRIDE;
        float *x = floats(N * STRIDE, 3), *w = floats(2 * MOST, 1), *b = floats(MOST, 1), *out = floats(N * STRIDE, 1);
        float want[N * STRIDE];
        const bool biased = kind && c % 2, own = !tail && c % 4 == 1; /* each row's weights */
        infer__vk_push p = INFER__ZERO;
        used = 0;
        memcpy(want, out, sizeof want);
        p.p[0] = put_params(7, N / each, WANTED), p.p[1] = put(x, N * STRIDE * 4), p.p[2] = put(w, 2 * MOST * 4);
        p.p[3] = put(b, MOST * 4), p.p[4] = put(out, N * STRIDE * 4);
        p.i[0] = width, p.i[1] = STRIDE, p.i[2] = stride, p.i[3] = tail, p.i[5] = !odd, p.i[6] = biased;
        p.i[4] = own ? width : 0, p.f[0] = 1e-5f;
        run_once("norm", SPEC(64, 0, 0, kind, form), &p, N / each + 1, each, 1);
        read_back(p.p[4], out, N * STRIDE * 4);
        for (int t = tail ? N - WANTED : 0; t < N; t++) {
            double mean = 0, square = 0;
            float y[MOST] = {0}, got[MOST], *row = x + t * STRIDE, *to = want + t * STRIDE;
            const float *ws = w + (own ? t % 2 * width : 0);
            for (int i = 0; i < width; i++) mean += row[i] / (double)width;
            for (int i = 0; i < width; i++) square += (row[i] - mean) * (row[i] - mean) / width;
            if (kind == 0) memcpy(y, row, (size_t)width * sizeof *y);
            if (kind == 1) infer__rms_norm_scalar(y, row, ws, width, 1e-5f);
            for (int i = 0; i < width && kind == 2; i++) y[i] = (float)((row[i] - mean) / sqrt(square + 1e-5)) * ws[i];
            for (int i = 0; i < width; i++) y[i] += biased ? b[i] : 0;
            for (int i = 0; i < width; i++) {
                const float by =
                    form == INFER__VK_GATE + 1 ? y[i] : 1 / (1 + expf(-y[i])) * (form == INFER__VK_GATE ? y[i] : 1);
                to[i] = form >= INFER__VK_GATE ? to[i] * by : y[i] + (form == INFER__VK_ADD ? to[i] : 0);
            }
            if (form == INFER__VK_HALF) /* zeros behind them */
                infer__format_of(INFER_TYPE_F16)->dequantize((uint8_t *)out + t * stride * 2, got, (size_t)stride);
            for (int i = 0; i < width && form == INFER__VK_INT8; i++)
                got[i] = ((int8_t *)(out + t * stride))[i] * out[t * stride + width / 4 + i / 32];
            if (form == INFER__VK_HALF) CHECK_NEAR(off(got, y, (size_t)stride), 0, 1e-3);
            if (form == INFER__VK_INT8) CHECK_NEAR(off(got, y, (size_t)width), 0, 1e-2);
        }
        if (form != INFER__VK_HALF && form != INFER__VK_INT8) CHECK_NEAR(off(out, want, N * STRIDE), 0, 1e-5);
        free(x), free(w), free(b), free(out);
    }
}

/* ---- rope and the cache ---- */

TEST(vulkan_rope_kv) {
    enum { HEADS = 4, KV = 2, CAPACITY = 11, N = 5, POSITION = 9 };
    static const int types[] = {INFER_TYPE_F32, INFER_TYPE_F16, INFER_TYPE_Q8_0},
                     dims[][3] = {{64, 64, 64}, {96, 128, 64}, {288, 32, 32}};
    if (!ready()) return;
    for (int c = 0; c < 3 * 3 * 3; c++) {
        const infer__format *f = infer__format_of(types[c % 3]);
        int rope = c / 3 % 3, *dim = (int *)dims[c / 9], dk = dim[0], dv = dim[1], length = dim[2], normed = c % 4;
        int qs = HEADS * dk, ks = KV * dk, vs = KV * dv;
        size_t kb = infer__row_bytes(f, (size_t)dk), vb = infer__row_bytes(f, (size_t)dv);
        float *q = floats((size_t)(N * qs), 1), *k = floats((size_t)(N * ks), 1), *v = floats((size_t)(N * vs), 1);
        float *angles = floats((size_t)(N * length), 1), *norms = floats((size_t)(2 * dk), 1);
        uint8_t *kc = (uint8_t *)calloc(KV * CAPACITY, kb), *vc = (uint8_t *)calloc(KV * CAPACITY, vb);
        uint8_t *k_got = (uint8_t *)calloc(KV * CAPACITY, kb), *v_got = (uint8_t *)calloc(KV * CAPACITY, vb);
        float *q_got = floats((size_t)(N * qs), 1);
        infer__vk_push p = INFER__ZERO;
        used = 0;
        p.p[0] = put_params(POSITION, N, 1), p.p[1] = put(q, (size_t)(N * qs) * 4),
        p.p[2] = put(k, (size_t)(N * ks) * 4);
        p.p[3] = put(v, (size_t)(N * vs) * 4), p.p[4] = put(kc, KV * CAPACITY * kb),
        p.p[5] = put(vc, KV * CAPACITY * vb);
        p.p[6] = put(norms, (size_t)dk * 8), p.p[7] = p.p[6] + (uint64_t)dk * 4;
        p.i[10] = (int)((put(angles, (size_t)(N * length) * 4) - p.p[0]) / 4) - 4;
        p.i[0] = HEADS, p.i[1] = KV, p.i[2] = dk, p.i[3] = dv, p.i[4] = length, p.i[5] = CAPACITY, p.i[6] = normed;
        p.i[7] = qs, p.i[8] = ks, p.i[9] = vs, p.i[11] = dk, p.f[0] = 1e-6f;
        run_once("rope_kv", SPEC(64, 0, types[c % 3], rope), &p, HEADS + 2 * KV, N + 3, 1);
        read_back(p.p[1], q_got, (size_t)(N * qs) * 4);
        read_back(p.p[4], k_got, KV * CAPACITY * kb), read_back(p.p[5], v_got, KV * CAPACITY * vb);
        for (int t = 0; t < N; t++)
            for (int h = 0; h < HEADS + KV; h++) {
                float *x = h < HEADS ? q + t * qs + h * dk : k + t * ks + (h - HEADS) * dk;
                float *a = angles + t * length, *w = norms + (h < HEADS ? 0 : dk);
                size_t slot = (size_t)((h - HEADS) * CAPACITY + (POSITION + t) % CAPACITY);
                if (normed & (h < HEADS ? 1 : 2)) infer__rms_norm_scalar(x, x, w, dk, 1e-6f);
                if (rope) infer__rotate_scalar(x, a, a + length / 2, length, rope == 2);
                if (h < HEADS) continue;
                f->quantize(x, kc + slot * kb, (size_t)dk);
                f->quantize(v + t * vs + (h - HEADS) * dv, vc + slot * vb, (size_t)dv);
            }
        CHECK_NEAR(off(q_got, q, (size_t)(N * qs)), 0, 1e-5);
        for (int s = 0; s < KV * CAPACITY; s++) {
            float got[512], want[512];
            double tolerance = c % 3 == 2 ? 2e-3 : 1e-4; /* a rounding may fall the other way */
            f->dequantize(k_got + (size_t)s * kb, got, (size_t)dk),
                f->dequantize(kc + (size_t)s * kb, want, (size_t)dk);
            CHECK_NEAR(off(got, want, (size_t)dk), 0, tolerance);
            f->dequantize(v_got + (size_t)s * vb, got, (size_t)dv),
                f->dequantize(vc + (size_t)s * vb, want, (size_t)dv);
            CHECK_NEAR(off(got, want, (size_t)dv), 0, 1e-6);
        }
        free(q), free(k), free(v), free(angles), free(norms), free(kc), free(vc), free(k_got), free(v_got), free(q_got);
    }
}

/* ---- recurrent layers ---- */

/* n tokens from `position` on, or with `second` from 0 on in two texts, the other one beginning there. */
static uint64_t put_texts(int position, int n, int second) {
    int32_t p[4 + 3 * 64] = {second ? 0 : position, n, n, second ? 64 : 0};
    for (int t = 0; t < n; t++)
        p[4 + 64 + 2 * t] = t < second ? 0 : second, p[4 + 65 + 2 * t] = t < second ? second : n;
    return put(p, sizeof p);
}

TEST(vulkan_conv) {
    enum { CHANNELS = 70, WIDTH = 35, STRIDE = 50, N = 37 }; /* the channels in two rows of a token */
    if (!ready()) return;
    for (int c = 0; c < 12; c++) {
        const int taps = c % 3 == 0   ? 3
                         : c % 3 == 1 ? 4
                                      : 16,
                  kept = taps - 1, second = c < 6 ? 0 : 9, position = c % 2 * 5;
        float *x = floats(2 * N * STRIDE, 1), *w = floats((size_t)(CHANNELS * 16), 1), *b = floats(CHANNELS, 1);
        float *state = floats((size_t)(kept * CHANNELS), 1), *got = floats(2 * N * STRIDE, 1),
              *want = floats(2 * N * STRIDE, 1);
        float *left = floats((size_t)(kept * CHANNELS), 1);
        infer__vk_push p = INFER__ZERO;
        used = 0;
        p.p[0] = put_texts(position, N, second), p.p[1] = put(x, 2 * N * STRIDE * 4);
        p.p[2] = put(state, (size_t)(kept * CHANNELS) * 4), p.p[3] = put(w, CHANNELS * 16 * 4),
        p.p[4] = put(b, CHANNELS * 4);
        p.i[0] = CHANNELS, p.i[1] = 2 * STRIDE, p.i[2] = WIDTH, p.i[3] = STRIDE, p.i[4] = 16, p.i[5] = c % 2;
        run_once("conv", SPEC(64, 0, 0, taps, c % 2, c % 4 ? 8 : 1), &p, 2, 1, 1);
        read_back(p.p[1], got, 2 * N * STRIDE * 4), read_back(p.p[2], left, (size_t)(kept * CHANNELS) * 4);
        memcpy(want, x, 2 * N * STRIDE * 4);
        for (int i = 0; i < CHANNELS; i++) {
            const int at = i / WIDTH * STRIDE + i % WIDTH;
            for (int t = 0; t < N; t++) {
                const int first = !second ? -position : t < second ? 0 : second; /* what came before is in the state */
                double sum = c % 2 ? (double)b[i] : 0;
                for (int k = 0; k < taps; k++) {
                    const int from = t - kept + k;
                    if (from >= first || (position && !second))
                        sum += (double)w[i * 16 + k] *
                               (double)(from < 0 ? state[(from + kept) * CHANNELS + i] : x[from * 2 * STRIDE + at]);
                }
                want[t * 2 * STRIDE + at] = (float)(c % 2 ? sum / (1 + exp(-sum)) : sum);
            }
            for (int k = 0; k < kept; k++) state[k * CHANNELS + i] = x[(N - kept + k) * 2 * STRIDE + at];
        }
        CHECK_NEAR(off(got, want, 2 * N * STRIDE), 0, 1e-5);
        CHECK_NEAR(off(left, state, (size_t)(kept * CHANNELS)), 0, 0);
        free(x), free(w), free(b), free(state), free(got), free(want), free(left);
    }
}

/* Each form, with more and with fewer columns and rows than invocations, against one token after the other. */
TEST(vulkan_recur) {
    enum { N = 37, MOST = 1 << 16 };
    static const int shapes[][6] = {/* form, columns, rows, heads, groups, tiled */
                                    {0, 128, 64, 3, 1, 0}, {0, 256, 20, 4, 2, 0}, {0, 6, 7, 4, 2, 0},
                                    {1, 16, 72, 1, 1, 0},  {1, 5, 32, 1, 1, 0},   {2, 128, 40, 4, 2, 1},
                                    {2, 20, 33, 4, 2, 0},  {3, 128, 24, 2, 2, 0}, {3, 24, 70, 3, 3, 0}};
    if (!ready()) return;
    for (size_t c = 0; c < 2 * INFER__COUNT(shapes); c++) {
        const int *shape = shapes[c / 2], form = shape[0], columns = shape[1], rows = shape[2], heads = shape[3];
        const int groups = shape[4], each = heads / groups, inner = heads * rows, keys = groups * columns;
        const int steps = form == 1 ? rows : form == 3 ? heads * columns : heads, second = c % 2 ? 11 : 0;
        const int a_step = form == 1 ? (columns + 3) / 4 * 4 : 4, n_a = (form == 1 ? rows : heads) * a_step;
        const int parts = INFER__MIN(1 << c % 4, device.caps.subgroup), n_state = inner * columns;
        const size_t n_v = (size_t)(N * inner), n_k = (size_t)(N * 2 * keys), n_steps = (size_t)(N * steps);
        float *v = floats(n_v, 1), *k = floats(n_k, 1), *step = floats(n_steps, 1),
              *beta = floats((size_t)(N * heads), 1);
        float *a = floats((size_t)n_a, 0.5), *d = floats((size_t)(inner + 4), 1), *bias = floats((size_t)steps, 1);
        float *state = floats((size_t)n_state, 1), *got = floats(n_v, 1), *want = floats(n_v, 1),
              *left = floats((size_t)n_state, 1);
        static float decay[MOST], kq[2][256], put_v[256];
        for (int i = 0; i < n_a; i++) a[i] = -fabsf(a[i]);
        infer__vk_push p = INFER__ZERO;
        used = 0;
        p.p[0] = put_texts(3, N, second), p.p[1] = put(v, n_v * 4), p.p[2] = put(k, n_k * 4),
        p.p[3] = put_poison(n_v * 4);
        p.p[4] = put(step, n_steps * 4),
        p.p[5] = form < 2 ? put(d, (size_t)inner * 4) : put(beta, (size_t)(N * heads) * 4);
        p.p[6] = put(state, (size_t)n_state * 4), p.p[7] = put(a, (size_t)n_a * 4);
        p.i[0] = inner, p.i[1] = each * rows, p.i[2] = 2 * keys, p.i[3] = columns, p.i[4] = steps;
        p.i[5] = form == 3 ? each * columns : each, p.i[6] = heads, p.i[7] = each, p.i[8] = rows, p.i[9] = keys;
        const uint64_t biases = put(bias, (size_t)steps * 4);
        memcpy(&p.i[10], &biases, sizeof biases), p.f[0] = 1e-6f;
        run_once("recur",
                 SPEC(64, 0, 0, (uint32_t)form, (uint32_t)columns, (uint32_t)parts, c % 3 ? 8 : 1, (uint32_t)groups,
                      (uint32_t)shape[5], form < 2, 1, (uint32_t)a_step),
                 &p, (rows + 64 / parts - 1) / (64 / parts), heads, 1);
        read_back(p.p[3], got, n_v * 4), read_back(p.p[6], left, (size_t)n_state * 4);
        for (int h = 0; h < heads; h++)
            for (int first = 0, block; first < rows; first += block) { /* form 1's state is in blocks of 32 rows */
                block = form == 1 ? INFER__MIN(32, rows - first) : rows;
                float *own = state + h * rows * columns + first * columns, beta_now;
                infer__recursion r = {own,
                                      decay,
                                      kq[0],
                                      kq[1],
                                      put_v,
                                      form < 2 ? NULL : &beta_now,
                                      NULL,
                                      columns,
                                      block,
                                      block,
                                      form == 1 ? block : form == 3,
                                      form == 1};
                for (int t = 0; t < N; t++) {
                    const int group = shape[5] ? h % groups : h / each, from = h * rows + first;
                    const float *x = v + t * inner + from;
                    if (second && (t == 0 || t == second)) memset(own, 0, (size_t)(block * columns) * sizeof *own);
                    for (int j = 0; j < columns; j++)
                        for (int i = 0; i < (form == 1 ? block : 1); i++) {
                            const int s = form == 1 ? first + i : form == 3 ? h * columns + j : h;
                            const double soft = log(1 + exp((double)step[t * steps + s] + (double)bias[s]));
                            decay[form == 1 ? j * block + i : j] =
                                (float)exp(soft * (double)a[form == 1 ? (first + i) * a_step + j : h * a_step]);
                            for (int row = i; form < 2 && row < (form == 1 ? i + 1 : block); row++)
                                put_v[row] = (float)(soft * (double)x[row]);
                        }
                    if (form >= 2) memcpy(put_v, x, (size_t)block * sizeof *x);
                    beta_now = 1 / (1 + expf(-beta[t * heads + h]));
                    for (int of_q = 0; of_q < 2; of_q++) {
                        const float *from_k = k + t * 2 * keys + of_q * keys + group * columns;
                        memcpy(kq[of_q], from_k, (size_t)columns * sizeof *from_k);
                        if (form >= 2)
                            infer__unit_length(kq[of_q], from_k, columns, of_q ? 1 / sqrtf((float)columns) : 1, 1e-6f);
                    }
                    r.y = want + t * inner + from;
                    infer__recur_scalar(&r, 0);
                    for (int i = 0; i < block && form < 2; i++) r.y[i] += d[form == 1 ? first + i : h] * x[i];
                }
            }
        CHECK_NEAR(off(got, want, n_v), 0, 1e-5);
        CHECK_NEAR(off(left, state, (size_t)n_state), 0, 1e-5);
        free(v), free(k), free(step), free(beta), free(a), free(d), free(bias), free(state), free(got), free(want),
            free(left);
    }
}

/* ---- attention ---- */

typedef struct attention_case {
    int dk, dv, heads, kv_heads, type;
    int position, n, wanted, capacity, window;
    bool causal, sinks, f16;
    float cap, alibi;
    bool v_in_k, chunked;
} attention_case;

/* In double, from the dequantised cache: the definition. */
static void attention_reference(const attention_case *c, const float *q, const float *k, const float *v,
                                const float *sinks, float scale, float *out) {
    int all = c->position + c->n;
    const infer__attention slopes = {.heads = c->heads, .alibi = c->alibi};
    double *score = (double *)malloc((size_t)all * sizeof *score);
    for (int t = 0; t < c->n; t++)
        for (int h = 0; h < c->heads; h++) {
            int p = c->position + t, g = h / (c->heads / c->kv_heads),
                from = c->chunked  ? p / c->window * c->window
                       : c->window ? INFER__MAX(0, p - c->window + 1)
                                   : 0;
            int to = c->causal ? p + 1 : c->window ? INFER__MIN(all, p + c->window) : all;
            double top = c->sinks ? (double)sinks[h] : -1e300, sum = 0;
            float *o = out + (t * c->heads + h) * c->dv;
            for (int j = from; j < to; j++) {
                const float *x = q + (t * c->heads + h) * c->dk,
                            *y = k + (size_t)(g * c->capacity + j % c->capacity) * (size_t)c->dk;
                score[j] = 0;
                for (int i = 0; i < c->dk; i++) score[j] += (double)x[i] * y[i];
                score[j] *= scale;
                if (c->cap > 0) score[j] = c->cap * tanh(score[j] / c->cap);
                if (c->alibi > 0) score[j] -= (double)infer__slope(&slopes, h) * abs(c->position + t - j);
                top = INFER__MAX(top, score[j]);
            }
            for (int i = 0; i < c->dv; i++) o[i] = 0;
            if (c->sinks) sum = exp(sinks[h] - top);
            for (int j = from; j < to; j++) sum += score[j] = exp(score[j] - top);
            for (int i = 0; i < c->dv; i++) {
                double acc = 0;
                for (int j = from; j < to; j++)
                    acc += score[j] * v[(size_t)(g * c->capacity + j % c->capacity) * (size_t)c->dv + (size_t)i];
                o[i] = (float)(acc / sum);
            }
        }
    free(score);
}

static void attention_test(const char *shader, const attention_case *c) {
    const infer__format *f = infer__format_of(c->type), *half = infer__format_of(INFER_TYPE_F16);
    size_t slots = (size_t)(c->kv_heads * c->capacity), dk = (size_t)c->dk, dv = (size_t)c->dv,
           tokens = (size_t)(c->n * c->heads);
    float *q = floats(tokens * dk, 2), *k = floats(slots * dk, 2), *v = floats(slots * dv, 1),
          *sinks = floats((size_t)c->heads, 4);
    uint8_t *kc = (uint8_t *)malloc(infer__row_bytes(f, dk) * slots),
            *vc = (uint8_t *)malloc(infer__row_bytes(f, dv) * slots);
    uint16_t *q16 = (uint16_t *)malloc(tokens * dk * 2), *out16 = (uint16_t *)malloc(tokens * dv * 2);
    float *out = floats(tokens * dv, 1), *want = floats(tokens * dv, 1);
    int group = c->heads / c->kv_heads, first = c->wanted ? c->n - c->wanted : 0;
    f->quantize(k, kc, slots * dk), f->dequantize(kc, k, slots * dk);
    f->quantize(v, vc, slots * dv), f->dequantize(vc, v, slots * dv);
    for (size_t i = 0; i < slots && c->v_in_k; i++) memcpy(v + i * dv, k + i * dk, dv * sizeof *v);
    if (c->f16) half->quantize(q, q16, tokens * dk), half->dequantize(q16, q, tokens * dk);
    infer__vk_push p = INFER__ZERO;
    used = 0;
    p.p[0] = put_params(c->position, c->n, c->wanted),
    p.p[1] = c->f16 ? put(q16, tokens * dk * 2) : put(q, tokens * dk * 4);
    p.p[2] = put(kc, infer__row_bytes(f, dk) * slots), p.p[3] = put(vc, infer__row_bytes(f, dv) * slots);
    p.p[4] = put_poison(tokens * dv * 4), p.p[5] = put(sinks, (size_t)c->heads * 4);
    p.i[0] = c->heads, p.i[1] = c->kv_heads, p.i[2] = c->capacity, p.i[3] = c->window;
    p.i[4] =
        (c->causal ? 1 : 0) | (c->wanted ? 2 : 0) | (c->sinks ? 4 : 0) | (c->v_in_k ? 8 : 0) | (c->chunked ? 16 : 0);
    if (c->v_in_k) p.p[3] = p.p[2];
    p.i[5] = c->heads * c->dk, p.i[6] = c->dk, p.i[7] = c->heads * c->dv, p.i[8] = c->dv;
    p.f[0] = 1 / sqrtf((float)c->dk), p.f[1] = c->cap, p.f[2] = c->alibi;
    int32_t spec[12] = {128, 0, c->type, c->dk, c->dv, c->f16};
    attention_reference(c, q, k, v, sinks, p.f[0], want);
    if (strcmp(shader, "fa_dec") == 0) {
        for (int splits = 1 + c->n % 2 * 2; splits <= 5; splits += 4)
            for (int rows = splits == 5 || group == 1 ? 1 : 2; rows; rows = 0) {
                int parts = (group + rows - 1) / rows;
                uint32_t zero[256] = {0};
                spec[6] = rows, spec[7] = splits == 3 ? 4 : 8, spec[8] = splits == 5 ? 1 : 2;
                put_at(p.p[4], memset(out, 0xff, tokens * dv * 4), tokens * dv * 4);
                p.p[6] = put_poison((size_t)(c->kv_heads * parts * splits * rows * c->n) * (dv + 2) * 4);
                p.p[7] = put(zero, sizeof zero), p.i[10] = splits;
                VkPipeline pipe = pipeline(shader, spec, 9);
                for (int again = 0; again < 2; again++) /* the counters are left at zero */
                    run(pipe, &p, splits, c->kv_heads * parts, c->n);
                device.f.vkDestroyPipeline(device.device, pipe, NULL);
                read_back(p.p[4], c->f16 ? (void *)out16 : (void *)out, tokens * dv * (c->f16 ? 2 : 4));
                if (c->f16) half->dequantize(out16, out, tokens * dv);
                double error = off(out + (size_t)(first * c->heads) * dv, want + (size_t)(first * c->heads) * dv,
                                   (tokens - (size_t)(first * c->heads)) * dv);
                if (!(error < (c->f16 ? 5e-4 : 1e-5)))
                    TEST_FAIL("dk %d dv %d group %d type %d position %d n %d window %d splits %d rows %d: off by %g",
                              c->dk, c->dv, group, c->type, c->position, c->n, c->window, splits, rows, error);
            }
    } else {
        int tile = c->dk > 256 ? 8 : c->dk > 128 ? 16 : 32, cm1 = strcmp(shader, "fa_cm1") == 0;
        spec[6] = tile;
        if (c->dk > 256) spec[0] = 64;
        if (cm1) {
            spec[6] = device.caps.cm_m, spec[7] = device.caps.cm_n;
            spec[8] = device.caps.cm_k, spec[9] = c->dk > 128 ? 16 : 32;
            spec[0] = 4 * device.caps.subgroup, tile = 4 * device.caps.cm_m;
        }
        run_once(shader, spec, 10, &p, (c->n * group + tile - 1) / tile + 1, c->kv_heads, 1);
        read_back(p.p[4], c->f16 ? (void *)out16 : (void *)out, tokens * dv * (c->f16 ? 2 : 4));
        if (c->f16) half->dequantize(out16, out, tokens * dv);
        double error = off(out + (size_t)(first * c->heads) * dv, want + (size_t)(first * c->heads) * dv,
                           (tokens - (size_t)(first * c->heads)) * dv);
        if (!(error < (cm1 ? 1e-3 : c->f16 ? 5e-4 : 1e-5)))
            TEST_FAIL("dk %d dv %d group %d type %d position %d n %d window %d: off by %g", c->dk, c->dv, group,
                      c->type, c->position, c->n, c->window, error);
    }
    free(q), free(k), free(v), free(sinks), free(kc), free(vc), free(q16), free(out16), free(out), free(want);
}

static const attention_case attention_cases[] = {
    /* dk, dv, heads, kv_heads, type, position, n, wanted, capacity, window, causal, sinks, f16, cap */
    {64, 64, 4, 4, INFER_TYPE_F16, 0, 1, 0, 100, 0, true, false, false, 0, 0, false, false},
    {64, 64, 8, 2, INFER_TYPE_F16, 0, 37, 0, 100, 0, true, false, false, 0, 0, false, false},
    {80, 80, 4, 2, INFER_TYPE_F32, 50, 3, 0, 53, 0, true, false, false, 0, 0, false, false},
    {96, 96, 6, 2, INFER_TYPE_Q8_0, 100, 9, 0, 128, 0, true, false, false, 0, 0, false, false},
    {112, 112, 4, 2, INFER_TYPE_F16, 70, 2, 0, 80, 0, true, true, false, 0, 0, false, false},
    {128, 128, 32, 8, INFER_TYPE_F16, 333, 1, 0, 400, 0, true, false, false, 0, 0, false, false},
    {128, 128, 14, 2, INFER_TYPE_Q8_0, 333, 2, 0, 400, 0, true, false, false, 30, 0, false, false},
    {192, 128, 4, 2, INFER_TYPE_F16, 40, 7, 0, 64, 0, true, false, false, 0, 0, false, false},
    {256, 256, 8, 2, INFER_TYPE_F16, 60, 8, 0, 20, 13, true, false, false, 50, 0, false,
     false}, /* a ring that has gone round */
    {256, 256, 4, 1, INFER_TYPE_F32, 5, 30, 7, 64, 20, true, true, false, 0, 0, false, false},
    {64, 64, 4, 2, INFER_TYPE_F16, 0, 40, 0, 40, 0, false, false, true, 0, 0, false, false},
    {64, 64, 4, 2, INFER_TYPE_F16, 90, 10, 0, 100, 9, false, false, true, 0, 0, false, false},
    {8, 8, 8, 4, INFER_TYPE_F16, 70, 3, 0, 80, 0, true, false, false, 0, 0, false, false},
    {576, 512, 4, 1, INFER_TYPE_F16, 20, 4, 0, 64, 0, true, false, false, 0, 0, false, false}, /* latent attention */
    {96, 64, 6, 1, INFER_TYPE_Q8_0, 20, 9, 0, 64, 0, true, false, false, 0, 0, true, false},   /* v is part of k */
    {576, 512, 4, 1, INFER_TYPE_F16, 20, 1, 0, 64, 0, true, false, false, 0, 0, true, false},
    {64, 64, 6, 2, INFER_TYPE_F16, 33, 9, 0, 64, 0, true, false, false, 0, 8, false, false}, /* ALiBi */
    {64, 64, 12, 12, INFER_TYPE_F16, 0, 20, 0, 20, 0, false, false, false, 0, 8, false, false},
    {64, 64, 4, 2, INFER_TYPE_F16, 33, 20, 0, 64, 16, true, false, false, 0, 0, false, true}, /* chunks */
    {12, 20, 2, 2, INFER_TYPE_F32, 70, 40, 2, 128, 0, true, false, false, 0, 0, false, false},
};

TEST(vulkan_fa_f) {
    if (!ready()) return;
    for (size_t i = 0; i < sizeof attention_cases / sizeof *attention_cases; i++)
        if (only < 0 || only == (int)i) attention_test("fa_f", &attention_cases[i]);
}

TEST(vulkan_fa_dec) {
    if (!ready()) return;
    for (size_t i = 0; i < sizeof attention_cases / sizeof *attention_cases; i++)
        if (only < 0 || only == (int)i) attention_test("fa_dec", &attention_cases[i]);
}

TEST(vulkan_fa_cm1) {
    if (!ready()) return;
    if (!device.caps.cm1 || device.caps.subgroup % device.caps.cm_m) SKIP("no cooperative matrices");
    for (size_t i = 0; i < sizeof attention_cases / sizeof *attention_cases; i++)
        if (only < 0 ? device.caps.is.deviceType != VK_PHYSICAL_DEVICE_TYPE_CPU ||
                           attention_cases[i].dk <= 80 /* compiles long */
                     : only == (int)i)
            attention_test("fa_cm1", &attention_cases[i]);
}

/* ---- embedding, greedy choice, experts ---- */

/* A row as it is uploaded, see shaders/quant.glsl. */
static void as_planes(int type, const uint8_t *src, size_t bytes, uint8_t *dst) {
    static const struct {
        uint8_t type, block, at[2], bytes[2];
    } table[] = {{INFER_TYPE_Q8_0, 34, {2, 0}, {32, 2}}, {INFER_TYPE_Q4_K, 144, {16, 0}, {128, 16}}};
    memcpy(dst, src, bytes);
    for (size_t k = 0; k < 2; k++)
        for (int field = 0; table[k].type == type && field < 2; field++)
            for (size_t b = 0; b < bytes / table[k].block; b++, dst += table[k].bytes[field])
                memcpy(dst, src + b * table[k].block + table[k].at[field], table[k].bytes[field]);
}

TEST(vulkan_embed) {
    enum { ROWS = 50, COLUMNS = 512, N = 6 };
    static const int types[] = {INFER_TYPE_F32, INFER_TYPE_F16, INFER_TYPE_BF16, INFER_TYPE_Q8_0, INFER_TYPE_Q4_K};
    if (!ready()) return;
    for (size_t k = 0; k < sizeof types / sizeof *types; k++) {
        const infer__format *f = infer__format_of(types[k]);
        size_t bytes = infer__row_bytes(f, COLUMNS);
        uint8_t *rows = (uint8_t *)malloc(bytes * ROWS), *planes = (uint8_t *)malloc(bytes * ROWS);
        float *x = floats(COLUMNS * ROWS, 1), *out = floats(COLUMNS * N, 1), *want = floats(COLUMNS * N, 1);
        int32_t params[4 + N];
        infer__vk_push p = INFER__ZERO;
        for (size_t i = 0; i < bytes * ROWS; i++) rows[i] = (uint8_t)(test_random() % 60);
        if (f->quantize) f->quantize(x, rows, COLUMNS * ROWS);
        for (size_t r = 0; r < ROWS; r++) as_planes(types[k], rows + r * bytes, bytes, planes + r * bytes);
        used = 0;
        p.p[0] = put_params(0, N, 1), p.p[1] = put(planes, bytes * ROWS), p.p[2] = put_poison(COLUMNS * N * 4);
        p.i[0] = p.i[2] = COLUMNS, p.i[1] = (int)bytes, p.f[0] = 3;
        run_once("embed", SPEC(64, 0, types[k]), &p, 1, N + 1, 1);
        read_back(p.p[0], params, sizeof params), read_back(p.p[2], out, COLUMNS * N * 4);
        for (int t = 0; t < N; t++) f->dequantize(rows + (size_t)params[4 + t] * bytes, want + t * COLUMNS, COLUMNS);
        for (int i = 0; i < N * COLUMNS; i++) want[i] *= 3;
        CHECK_NEAR(off(out, want, COLUMNS * N), 0, 1e-6);
        free(rows), free(planes), free(x), free(out), free(want);
    }
}

TEST(vulkan_argmax) {
    enum { V = 5000, STRIDE = 5001 };
    if (!ready()) return;
    for (int c = 0; c < 12; c++) {
        float *x = floats(2 * STRIDE, 5), *row = x + STRIDE;
        int32_t want = 0, result[7] = {0}, params[5];
        uint32_t zero = 0;
        infer__vk_push p = INFER__ZERO;
        if (c % 3 == 1) /* many equals, zeros of both signs, NaNs */
            for (int i = 0; i < V; i++) row[i] = i % 7 == 0 ? NAN : row[i] > 3 ? 0.0f : row[i] > 0 ? -0.0f : -1.0f;
        if (c == 2)
            for (int i = 0; i < V; i++) row[i] = i % 2 ? NAN : -INFINITY;
        if (c == 5) row[4321] = INFINITY;
        for (int i = 0, found = 0; i < V; i++)
            if (row[i] > -INFINITY && (!found || row[i] > row[want])) want = i, found = 1;
        used = 0;
        p.p[0] = put_params(10, 3, 2), p.p[1] = put(x, 2 * STRIDE * 4), p.p[2] = c % 2 ? p.p[0] : put_params(0, 0, 0);
        p.p[3] = put(result, sizeof result), p.p[4] = put_poison(1024), p.p[5] = put(&zero, 4);
        p.i[0] = V, p.i[1] = STRIDE, p.i[2] = 7;
        run_once("argmax", SPEC(c % 4 < 2 ? 64 : 256, 0), &p, c % 4 * 3 + 1, 1, 1);
        read_back(p.p[2], params, sizeof params), read_back(p.p[3], result, sizeof result), read_back(p.p[5], &zero, 4);
        CHECK_EQ_INT(result[13 % 7], want);
        CHECK_EQ_INT(params[4], want);
        CHECK_EQ_INT(params[0], 13);
        CHECK(params[1] == 1 && params[2] == 1 && zero == 0);
        free(x);
    }
}

TEST(vulkan_moe) {
    enum { N = 9, USED = 6 };
    if (!ready()) return;
    for (int c = 0; c < 12; c++) {
        int experts = c % 2 ? 160 : 8, gate = c % 3, tail = c == 7, norm = c / 3 % 2, biased = c / 6 && gate == 1;
        float *x = floats((size_t)(N * experts), 4), *bias = floats((size_t)experts, 1);
        struct {
            int expert;
            float weight;
        } got[N * USED * 2 + 81]; /* and the lists by expert */
        int *lists = (int *)(void *)&got[N * USED], first = tail ? N - 2 : 0, seen = 0;
        infer__vk_push p = INFER__ZERO;
        used = 0;
        p.p[0] = put_params(0, N, 2), p.p[1] = put(x, (size_t)(N * experts) * 4),
        p.p[2] = put(bias, (size_t)experts * 4);
        p.p[3] = put(got, sizeof got);
        p.i[0] = experts, p.i[1] = USED, p.i[2] = experts, p.i[3] = norm, p.i[4] = biased, p.i[5] = tail, p.f[0] = 1.5f;
        run_once("moe_route", SPEC(device.caps.subgroup, 0, 0, gate), &p, N + 1, 1, 1);
        p.p[1] = p.p[3], p.i[2] = tail;
        run_once("moe_sort", SPEC(64, 0), &p, 1, 1, 1);
        read_back(p.p[3], got, sizeof got);
        for (int t = first; t < N; t++) {
            double weight[160], rank[160], sum = 0, chosen = 0;
            int want[USED];
            for (int e = 0; e < experts; e++) sum += exp((double)x[t * experts + e]);
            for (int e = 0; e < experts; e++) {
                double l = x[t * experts + e];
                weight[e] = gate == 0 ? exp(l) / sum : gate == 1 ? 1 / (1 + exp(-l)) : l;
                rank[e] = weight[e] + (biased ? bias[e] : 0);
            }
            for (int s = 0; s < USED; s++) {
                want[s] = 0;
                for (int e = 1; e < experts; e++)
                    if (rank[e] > rank[want[s]]) want[s] = e;
                rank[want[s]] = -1e30;
                if (gate == 2) weight[want[s]] = exp(weight[want[s]]);
                chosen += weight[want[s]];
            }
            for (int s = 0; s < USED; s++) {
                CHECK_EQ_INT(got[t * USED + s].expert, want[s]);
                CHECK_NEAR(got[t * USED + s].weight, 1.5 * weight[want[s]] / (gate == 2 || norm ? chosen : 1), 1e-5);
            }
        }
        for (int e = 0; e < experts; e++) {
            CHECK_EQ_INT(lists[e], seen);
            for (int i = first * USED; i < N * USED; i++)
                if (got[i].expert == e) CHECK(lists[experts + 1 + seen++] == i);
        }
        CHECK_EQ_INT(lists[experts], (N - first) * USED);
        free(x), free(bias);
    }
}

/* ---- sampling: the same tokens and the same generator as infer__sample ---- */

typedef struct settings { /* as shaders/sample.comp has it */
    double scale;
    uint64_t rng[4];
    float temperature, top_p, min_p, typical_p, repeat, frequency, presence;
    int32_t top_k, window, n_bias;
    infer_logit_bias bias[8];
} settings;

static int sample_rounds(int vocabulary, int wg, int rounds) {
    float *logits = floats((size_t)vocabulary, 1);
    void *scratch = malloc(infer__sampler_bytes(vocabulary));
    VkPipeline pipe = pipeline("sample", SPEC(wg, 0));
    int wrong = 0;
    for (int round = 0; round < rounds; round++) {
        int32_t timeline[80], result[3], params[5], n_history = (int)(test_random() % 70) + 2;
        infer_sampling s = INFER__ZERO;
        settings g = INFER__ZERO;
        uint64_t rng[4];
        infer_logit_bias bias[8];
        double spread = 1 + test_uniform() * 20;
        for (int i = 0; i < vocabulary; i++) {
            logits[i] = (float)((test_uniform() + test_uniform() - 1) * spread);
            if (round % 3 == 0) logits[i] = floorf(logits[i]);
            if (round % 7 == 0 && i % 5 == 0) logits[i] = i % 2 ? -INFINITY : NAN;
        }
        for (int i = 0; i < 80; i++) timeline[i] = (int)(test_random() % (uint64_t)INFER__MIN(vocabulary, 40));
        for (int i = 0; i < 8; i++)
            bias[i].token = (int)(test_random() % (uint64_t)vocabulary), bias[i].bias = (float)(test_uniform() * 9);
        if (test_random() % 8) s.temperature = (float)(.2 + test_uniform() * 2);
        if (test_random() & 1) s.top_k = 1 + (int)(test_random() % 100);
        if (test_random() & 1) s.top_p = (float)test_uniform();
        if (test_random() & 1) s.min_p = (float)(test_uniform() * .3);
        if (test_random() % 4 == 0) s.typical_p = (float)test_uniform();
        if (test_random() & 1) s.repeat_penalty = 1.3f, s.penalty_window = round % 2 ? -1 : 9;
        if (test_random() & 1) s.frequency_penalty = .1f, s.presence_penalty = .7f;
        if (test_random() % 4 == 0) s.bias = bias, s.n_bias = 8;
        infer__sampler_seed(rng, test_random());
        g.scale = 1 / (double)s.temperature * 6196328018.7194806, memcpy(g.rng, rng, sizeof rng),
        memcpy(g.bias, bias, sizeof bias);
        g.temperature = s.temperature, g.top_p = s.top_p, g.min_p = s.min_p, g.typical_p = s.typical_p;
        g.repeat = s.repeat_penalty > 0 ? s.repeat_penalty : 1, g.frequency = s.frequency_penalty;
        g.presence = s.presence_penalty, g.top_k = s.top_k, g.n_bias = s.n_bias;
        g.window = s.penalty_window ? s.penalty_window < 0 ? 1 << 30 : s.penalty_window : 64;
        infer__vk_push p = INFER__ZERO;
        used = 0;
        p.p[0] = put_params(n_history - 1, 1, 1), p.p[1] = put(logits, (size_t)vocabulary * 4), p.p[2] = p.p[0];
        p.p[3] = put(result, sizeof result), p.p[4] = put(&g, sizeof g), p.p[5] = put(timeline, sizeof timeline);
        p.p[6] = put_poison((size_t)vocabulary * 24), p.i[0] = p.i[1] = vocabulary, p.i[2] = 3;
        run(pipe, &p, 1, 1, 1);
        read_back(p.p[0], params, sizeof params), read_back(p.p[3], result, sizeof result);
        read_back(p.p[4], &g, sizeof g);
        int want = infer__sample(&s, rng, logits, vocabulary, timeline, n_history, scratch);
        read_back(p.p[5], timeline, sizeof timeline);
        bool same = result[n_history % 3] == want && memcmp(g.rng, rng, sizeof rng) == 0;
        if (!same && wrong++ < 8)
            TEST_FAIL(
                "vocabulary %d, round %d: %d, expected %d (temperature %g top_k %d top_p %g min_p %g typical_p %g)",
                vocabulary, round, result[n_history % 3], want, s.temperature, s.top_k, s.top_p, s.min_p, s.typical_p);
        CHECK(params[0] == n_history && params[1] == 1 && params[2] == 1 && params[4] == result[n_history % 3]);
        CHECK(timeline[n_history] == result[n_history % 3]);
    }
    device.f.vkDestroyPipeline(device.device, pipe, NULL);
    free(logits), free(scratch);
    return wrong;
}

TEST(vulkan_sample) {
    if (!ready()) return;
    sample_rounds(40, 64, 200), sample_rounds(3000, 64, 60), sample_rounds(3000, 256, 60),
        sample_rounds(32000, 256, 10);
}

/* ---- infer_attention on the device, beside the CPU's scalar kernels ---- */

TEST(vulkan_attention_alone) {
    enum { HEADS = 4, KV = 2, DIM = 32, KEYS = 70 };
    static const int queries[] = {70, 13, 3, 1};
    if (!ready()) return;
    if (spv_folder) SKIP("loose modules are not for infer_attention");
    char name[16];
    snprintf(name, sizeof name, "vulkan:%d", device_index);
    for (int c = 0; c < 16; c++) {
        int n = queries[c % 4];
        bool halves = c & 4;
        float *q = floats(KEYS * HEADS * DIM, 2), *k = floats(KEYS * KV * DIM, 2), *v = floats(KEYS * KV * DIM, 1);
        float out[2][KEYS * HEADS * DIM] = {{0}};
        uint16_t k16[KEYS * KV * DIM], v16[KEYS * KV * DIM];
        infer_attention_desc d = INFER__ZERO;
        infer_error err = INFER__ZERO;
        infer_quantize(INFER_TYPE_F16, k, k16, KEYS * KV * DIM, NULL);
        infer_quantize(INFER_TYPE_F16, v, v16, KEYS * KV * DIM, NULL);
        d.q = q, d.k = halves ? (void *)k16 : (void *)k, d.v = halves ? (void *)v16 : (void *)v;
        d.kv_type = halves ? INFER_TYPE_F16 : INFER_TYPE_F32;
        d.n_q = n, d.n_kv = KEYS, d.heads = HEADS, d.kv_heads = KV, d.head_dim = DIM, d.causal = c & 8;
        d.window = c % 5 == 0 ? 20 : 0, d.softcap = c % 3 == 0 ? 20.0f : 0.0f, d.rope = c % 3;
        d.out_token = c & 1 ? HEADS * DIM : 0, d.out_head = c & 1 ? DIM : 0;
        for (int gpu = 0; gpu < 2; gpu++) {
            d.out = out[gpu], d.device = gpu ? name : NULL, d.kernels = gpu ? 0 : INFER_KERNELS_SCALAR;
            if (infer_attention(&d, &err) < 0) TEST_FAIL("%s", err.message);
        }
        CHECK_NEAR(off(out[1], out[0], (size_t)(n * HEADS * DIM)), 0, halves ? 1e-3 : 1e-5);
        free(q), free(k), free(v);
    }
    infer_attention_desc d = INFER__ZERO;
    float x[6] = {0};
    d.q = d.k = d.v = x, d.out = x, d.n_q = d.n_kv = d.heads = 1, d.head_dim = 6, d.device = "vulkan";
    CHECK_EQ_INT(infer_attention(&d, NULL), INFER_ERROR_UNSUPPORTED);
    d.device = "gpu";
    CHECK_EQ_INT(infer_attention(&d, NULL), INFER_ERROR_ARGUMENT);
}

int main(int argc, char **argv) {
    const char *filter = "";
    int failed = 0, passed = 0, skipped = 0;
    infer__open_books();
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--spv") == 0 && i + 1 < argc) spv_folder = argv[++i];
        else if (strcmp(argv[i], "--device") == 0 && i + 1 < argc) device_index = atoi(argv[++i]);
        else if (strcmp(argv[i], "--case") == 0 && i + 1 < argc) only = atoi(argv[++i]);
        else if (strcmp(argv[i], "--seed") == 0 && i + 1 < argc) test_seed = strtoull(argv[++i], NULL, 10);
        else filter = argv[i];
    }
    infer_error err = INFER__ZERO;
    absent = infer__vk_open(&device, device_index, &err) != 0 ||
             infer__vk_make_buffer(&device, (uint64_t)64 << 20, INFER__VK_DEVICE, &memory, &err) != 0;
    printf("%s\n", absent ? err.message : device.caps.is.deviceName);
    for (test_case *t = test_first; t; t = t->next) {
        if (!strstr(t->name, filter)) continue;
        test_failures = test_skipped = 0;
        t->run();
        printf("%s %s\n", test_failures ? "FAILED" : test_skipped ? "skipped" : "ok", t->name);
        failed += test_failures != 0, skipped += !test_failures && test_skipped,
            passed += !test_failures && !test_skipped;
    }
    if (!absent) infer__vk_free_buffer(&device, &memory), infer__vk_close(&device);
    printf("%d passed, %d failed, %d skipped\n", passed, failed, skipped);
    return failed != 0;
}
#endif
