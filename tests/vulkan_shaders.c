/* The products' shaders, alone, against sums in double of what infer.h's scalar functions dequantise. Part of vulkan.c. */

enum { SHADER_STORE, SHADER_ADD, SHADER_GLU, SHADER_LOGITS, SHADER_ACT, SHADER_GATE, SHADER_GATED };

typedef struct shader_case {
    const char *module;
    int type, columns, rows, n, wanted; /* wanted > 0: tail */
    int norm, epilogue, act, bias;
    int ids, used, experts;
    int spec[16]; /* of the module, from 0 */
    double tolerance;
    int splits;
    bool packed; /* x is made by norm first */
    float limit;
} shader_case;

static struct {
    infer__vk d;
    infer__vk_buffer b;
    uint64_t used;
} shader;

/* Room for n bytes of the buffer, filled from data. */
static uint64_t shader_put(const void *data, size_t n) {
    infer_error err;
    uint64_t at = shader.used;
    shader.used = (at + n + 255) & ~(uint64_t)255;
    if (shader.used > shader.b.size) TEST_FAIL("the test's buffer is too small");
    else if (data && infer__vk_copy(&shader.d, &(infer__vk_piece){0, 0, &shader.b}, at, (void *)(uintptr_t)data, n,
                                    false, &err))
        TEST_FAIL("%s", err.message);
    return shader.b.address + at;
}

static int shader_open(void) {
    static int state; /* 0: not tried, 1: open, -1: no device */
    infer_error err = {0, ""};
    const char *index = strchr(vk_device, ':');
    if (!state) {
        state = infer__vk_open(&shader.d, index ? atoi(index + 1) : 0, &err) ? -1 : 1;
        if (state < 0) fprintf(stderr, "%s\n", err.message);
        else if (infer__vk_make_buffer(&shader.d, 64 << 20, INFER__VK_DEVICE, &shader.b, &err)) state = -1;
    }
    return state > 0;
}

static float *shader_random(size_t n, double scale) {
    float *x = (float *)malloc((n + 4) * sizeof *x);
    for (size_t i = 0; i < n; i++) x[i] = (float)(scale * (test_uniform() * 2 - 1));
    return x;
}

/* Any bytes are weights: take blocks as they come, but of moderate size. */
static void shader_row(const infer__format *f, uint8_t *row, size_t n) {
    float w[256];
    for (size_t i = 0; i < n; i += (size_t)f->block, row += f->bytes)
        for (float most = 0; !(most > 0.05f && most < 4);) {
            for (int b = 0; b < f->bytes; b++) row[b] = (uint8_t)test_random();
            f->dequantize(row, w, (size_t)f->block);
            most = 0;
            for (int j = 0; j < f->block; j++) most = w[j] == w[j] ? fmaxf(most, fabsf(w[j])) : INFINITY;
        }
}

/* Rows of weights as the device wants them, and dequantised. */
static uint64_t shader_matrix(int type, size_t rows, size_t columns, float *plain, size_t *stride) {
    const infer__format *f = infer__format_of(type);
    size_t bytes = infer__row_bytes(f, columns), book = infer__vk_book(type, NULL);
    *stride = (size_t)infer__vk_stride(bytes);
    uint8_t *in = (uint8_t *)malloc(rows * bytes), *out = (uint8_t *)calloc(1, book + rows * *stride);
    for (size_t r = 0; r < rows; r++) {
        shader_row(f, in + r * bytes, columns);
        f->dequantize(in + r * bytes, plain + r * columns, columns);
    }
    infer__vk_book(type, out);
    infer__vk_repack(f, in, out + book, bytes, rows);
    uint64_t address = shader_put(out, book + rows * *stride);
    free(in), free(out);
    return address;
}

/* Formats that models come in (numbers of the table only). */
static bool shader_type(int type) {
    return (type <= INFER_TYPE_IQ4_XS || type >= INFER_TYPE_IQ1_M) && type != INFER_TYPE_Q8_1 &&
           type != INFER_TYPE_Q8_K;
}

static double shader_act(int act, double g, double u, double limit) {
    if (act == 4) limit = 7, g = fmin(g, limit);
    if (limit > 0) u = fmax(-limit, fmin(u, limit));
    switch (act) {
    case 1: return 0.5 * g * (1 + tanh(sqrt(2 / 3.14159265358979) * (g + 0.044715 * g * g * g))) * u;
    case 2: return g > 0 ? g * u : 0;
    case 3: return g > 0 ? g * g * u : 0;
    case 4: return g / (1 + exp(-1.702 * g)) * (u + 1);
    default: g /= 1 + exp(-g); return (limit > 0 ? fmin(g, limit) : g) * u;
    }
}

static uint64_t shader_address(infer__vk_push *p, int i, uint64_t address) {
    memcpy(&p->i[i], &address, 8);
    return address;
}

#define SHADER_BIAS 1.5 /* scale of biases */
#define SHADER_EACH 3   /* neighbours that a gate is for */

/* What the case's y should be, over what it was; x is what is multiplied, normed if it is. */
static void shader_expect(const shader_case *c, const float *x, const float *w[2], const float *bias[2],
                          const int *choices, const float scale[2], float cap, double *y) {
    int first = c->wanted ? c->n - c->wanted : 0, matrices = c->epilogue == SHADER_GLU ? 2 : 1;
    for (int t = first; t < c->n; t++)
        for (int s = 0; s < (c->ids ? c->used : 1); s++)
            for (int r = 0; r < c->rows; r++) {
                const int *choice = choices + (t * c->used + s) * 2;
                size_t expert = c->ids ? (size_t)choice[0] : 0, row = expert * (size_t)c->rows + (size_t)r;
                const float *in = x + (size_t)(c->ids == 2 ? t * c->used + s : t) * (size_t)c->columns;
                double v[2] = {0, 0};
                float weight = 1;
                if (c->ids > 1) memcpy(&weight, &choice[1], 4);
                for (int m = 0; m < matrices; m++) {
                    for (int k = 0; k < c->columns; k++)
                        v[m] += (double)w[m][row * (size_t)c->columns + (size_t)k] * (double)in[k];
                    v[m] = v[m] * (double)(c->ids == 3 ? scale[m] * weight : scale[m]) +
                           (c->bias ? (double)bias[m][row] * SHADER_BIAS : 0);
                }
                bool slots = c->ids == 1 || c->ids == 3;
                int each = c->epilogue == SHADER_GATE ? SHADER_EACH : 1, out_row = slots ? t * c->used + s
                                                                                   : c->epilogue == SHADER_LOGITS
                                                                                       ? t - first
                                                                                       : t;
                double *out = y + ((size_t)out_row * (size_t)c->rows + (size_t)r) * (size_t)each, limit = (double)cap;
                switch (c->epilogue) {
                case SHADER_GLU: v[0] = shader_act(c->act, v[0], v[1], limit); break;
                case SHADER_ACT: v[0] = shader_act(c->act, v[0], 1, limit); break;
                case SHADER_GATED: v[0] = shader_act(c->act, v[0], *out, limit); break;
                case SHADER_LOGITS: v[0] = limit * tanh(v[0] / limit); break;
                case SHADER_STORE: v[0] = limit > 0 ? fmax(-limit, fmin(v[0], limit)) : v[0]; break;
                case SHADER_GATE:
                    for (int i = 0; i < each; i++) out[i] *= c->act ? log(1 + exp(v[0])) : 1 / (1 + exp(-v[0]));
                    continue;
                default: break;
                }
                *out = (c->epilogue == SHADER_ADD || (s && c->ids == 2) ? *out : 0) +
                       (c->ids == 2 ? (double)weight : 1) * v[0];
            }
}

/* Runs a case; returns the relative error (L2). */
static double shader_product(const shader_case *c) {
    const infer__spirv *module = infer__spirv_find(c->module);
    infer_error err = {0, ""};
    if (!module) return TEST_FAIL("no module %s", c->module), 1;
    size_t experts = c->ids ? (size_t)c->experts : 1, slots = c->ids ? (size_t)c->used : 1, stride;
    size_t n_x = (size_t)c->n * (c->ids == 2 ? slots : 1), n_y = (size_t)c->n * (c->ids % 2 ? slots : 1);
    size_t columns = (size_t)c->columns, rows = (size_t)c->rows;
    if (c->epilogue == SHADER_GATE) n_y *= SHADER_EACH;
    float *x = shader_random(n_x * columns, 1), *y = shader_random(n_y * rows, 1), *g = shader_random(columns, 1);
    float *w[2], *bias[2], scale[2] = {1, 0.5f}, cap = c->epilogue == SHADER_LOGITS ? 2 : c->limit, eps = 1e-5f;
    double *want = (double *)malloc(n_y * rows * sizeof *want);
    int params[64] = {0, c->n, c->wanted ? c->wanted : c->n, 0};
    size_t n_choices = (size_t)c->n * slots;
    int *choices = (int *)calloc(3 * n_choices + experts + 1, sizeof *choices), *lists = choices + 2 * n_choices;
    for (size_t i = 0; i < n_choices; i++) {
        float weight = (float)test_uniform();
        choices[2 * i] = (int)(test_random() % experts), memcpy(&choices[2 * i + 1], &weight, 4);
    }
    for (size_t e = 0; e < experts; e++) { /* the same, in the order of their experts */
        for (size_t i = 0; i < n_choices; i++)
            if (choices[2 * i] == (int)e) lists[experts + 1 + (size_t)lists[e + 1]++] = (int)i;
        if (e + 1 < experts) lists[e + 2] = lists[e + 1];
    }
    if (c->epilogue != SHADER_GLU) scale[0] = 0.75f;

    infer__vk_push push = INFER__ZERO;
    shader.used = 0;
    push.p[0] = shader_put(params, sizeof params);
    push.p[1] = shader_put(x, n_x * columns * 4);
    for (int m = 0; m < 2; m++) {
        w[m] = (float *)malloc(experts * rows * columns * 4), bias[m] = shader_random(experts * rows, 1);
        push.p[2 + m] = shader_matrix(c->type, experts * rows, columns, w[m], &stride);
        push.p[6 + m] = shader_put(bias[m], experts * rows * 4);
    }
    push.p[4] = shader_put(y, n_y * rows * 4);
    push.p[5] = shader_put(g, columns * 4);
    push.i[0] = c->columns, push.i[1] = c->rows, push.i[2] = (int)stride, push.i[3] = c->columns;
    push.i[4] = c->rows, push.i[5] = c->wanted > 0, push.i[6] = c->used;
    if (c->epilogue == SHADER_GATE) push.i[4] = c->rows * SHADER_EACH, push.i[6] = SHADER_EACH;
    float more = SHADER_BIAS - 1;
    memcpy(&push.i[7], &more, 4);
    push.f[0] = scale[0], push.f[1] = scale[1], push.f[2] = eps, push.f[3] = cap;
    shader_address(&push, 10, shader_put(choices, (3 * n_choices + experts + 1) * sizeof *choices));
    for (size_t i = 0; i < n_y * rows; i++) want[i] = (double)y[i];
    for (size_t t = 0; t < n_x && c->norm; t++) {
        double square = 0;
        for (size_t k = 0; k < columns; k++) square += (double)x[t * columns + k] * (double)x[t * columns + k];
        square = 1 / sqrt(square / (double)columns + (double)eps);
        for (size_t k = 0; k < columns; k++)
            x[t * columns + k] = (float)((double)x[t * columns + k] * square * (double)g[k]);
    }
    for (size_t b = 0; b < n_x * columns / 32 && strstr(c->module, "i8"); b++) { /* as int8 activations have it */
        float most = 0;
        for (int i = 0; i < 32; i++) most = fmaxf(most, fabsf(x[32 * b + (size_t)i]));
        for (int i = 0; i < 32; i++)
            x[32 * b + (size_t)i] =
                (float)(rint((double)x[32 * b + (size_t)i] * 127 / (double)most) * (double)most / 127);
    }
    shader_expect(c, x, (const float **)w, (const float **)bias, choices, scale, cap, want);

    int sg = shader.d.caps.subgroup;
    VkPipeline pipe, pack = VK_NULL_HANDLE, join = VK_NULL_HANDLE;
    int32_t spec[16];
    memcpy(spec, c->spec, sizeof spec);
    spec[1] = sg, spec[2] = c->type, spec[7] = c->epilogue;
    if (c->norm && !c->packed) spec[6] = 1;
    spec[8] = c->act, spec[9] = c->bias ? 3 : 0, spec[10] = c->ids;
    if (strcmp(c->module, "mv_i8") == 0) spec[3] = c->columns;
    uint32_t per_x = (uint32_t)spec[4] * (c->module[1] == 'v' && spec[3] ? (uint32_t)(spec[0] / spec[1]) : 1),
             per_y = (uint32_t)spec[5], tokens = (uint32_t)(c->wanted ? c->wanted : c->n);
    double error = 0, total = 0;
    bool many = strncmp(c->module, "mm", 2) == 0;
    uint32_t z = c->ids % 2 ? (uint32_t)slots : 1;
    infer__vk_push ending = push;
    if (many && c->ids) { /* IDS 2 leaves every product for splitk */
        z = (uint32_t)experts, tokens = (uint32_t)n_choices;
        if (c->ids == 2) {
            push.p[4] = ending.p[1] = shader_put(NULL, n_x * rows * 4);
            ending.i[3] = c->rows;
        }
    } else if (many && c->splits) {
        spec[11] = 1, z = (uint32_t)c->splits;
        ending.i[6] = c->splits;
        uint64_t parts = shader_put(NULL, (size_t)c->splits * 2 * tokens * rows * 4);
        shader_address(&push, 8, parts), shader_address(&ending, 8, parts);
    }
    const bool integers = strcmp(c->module, "mm_i8") == 0;
    infer__vk_push packing = INFER__ZERO;
    int32_t pack_spec[16] = {64, sg, 0, c->norm, integers ? INFER__VK_INT8 : INFER__VK_HALF};
    if (c->packed) {
        packing.p[0] = push.p[0], packing.p[1] = push.p[1], packing.p[2] = push.p[5], packing.f[0] = eps;
        packing.i[0] = packing.i[1] = c->columns;
        packing.i[5] = c->columns % 4 == 0;
        push.i[3] = packing.i[2] = integers ? c->columns / 4 + c->columns / 32 : (c->columns + 15) / 16 * 16;
        push.p[1] = packing.p[4] = shader_put(NULL, n_x * (size_t)push.i[3] * 4);
        if (!integers) spec[3] = 1;
    }
    bool ends = many && (c->splits || c->ids == 2);
    int32_t join_spec[16] = {64, 0, 0, 0, 0, 0, 0, spec[7], spec[8], spec[9], spec[10]};
    if (infer__vk_make_pipeline(&shader.d, module, spec, &pipe) ||
        (c->packed && infer__vk_make_pipeline(&shader.d, infer__spirv_find("norm"), pack_spec, &pack)) ||
        (ends && infer__vk_make_pipeline(&shader.d, infer__spirv_find("splitk"), join_spec, &join)))
        TEST_FAIL("%s: no pipeline", c->module);
    else {
        infer__vk_begin(&shader.d, shader.d.once, false);
        if (c->packed) {
            const uint32_t each = c->ids == 2 ? (uint32_t)c->used : 1;
            infer__vk_dispatch(&shader.d, shader.d.once, pack, &packing, (uint32_t)c->n, each, 1);
        }
        infer__vk_barrier(&shader.d, shader.d.once, true);
        infer__vk_dispatch(&shader.d, shader.d.once, pipe, &push, ((uint32_t)rows + per_x - 1) / per_x,
                           (tokens + per_y - 1) / per_y, z);
        infer__vk_barrier(&shader.d, shader.d.once, true);
        if (ends)
            infer__vk_dispatch(&shader.d, shader.d.once, join, &ending, ((uint32_t)rows + 63) / 64,
                               (uint32_t)(c->wanted ? c->wanted : c->n), 1);
        infer__vk_barrier(&shader.d, shader.d.once, true);
        shader.d.f.vkEndCommandBuffer(shader.d.once);
        if (infer__vk_run(&shader.d, shader.d.once, &err) ||
            infer__vk_copy(&shader.d, &(infer__vk_piece){0, 0, &shader.b}, ending.p[4] - shader.b.address, y,
                           n_y * rows * 4, true, &err))
            TEST_FAIL("%s", err.message);
        shader.d.f.vkDestroyPipeline(shader.d.device, pipe, NULL);
        shader.d.f.vkDestroyPipeline(shader.d.device, pack, NULL);
        shader.d.f.vkDestroyPipeline(shader.d.device, join, NULL);
    }
    for (size_t i = 0; i < n_y * rows; i++) {
        error += ((double)y[i] - want[i]) * ((double)y[i] - want[i]), total += want[i] * want[i];
        if (y[i] != y[i]) error = INFINITY;
    }
    for (int m = 0; m < 2; m++) free(w[m]), free(bias[m]);
    free(x), free(y), free(g), free(want), free(choices);
    error = sqrt(error / total);
    if (!(error <= c->tolerance))
        TEST_FAIL("%s %s %dx%d n %d wanted %d norm %d epilogue %d bias %d ids %d splits %d spec %d %d %d: error %g",
                  c->module, infer__format_of(c->type)->name, c->rows, c->columns, c->n, c->wanted, c->norm,
                  c->epilogue, c->bias, c->ids, c->splits, c->spec[0], c->spec[4], c->spec[5], error);
    return error;
}

/* Each format once; what does not depend on the format with one of them. A software driver's compiler takes its time. */
TEST(vulkan_mv) {
    if (!shader_open()) SKIP("no Vulkan device");
    double worst = 0;
    for (size_t f = 0; f < INFER__COUNT(infer__formats); f++) {
        int type = infer__formats[f].type, block = infer__formats[f].block;
        if (!shader_type(type)) continue;
        shader_case c = {"mv", type, block == 1 ? 172 : 512, 37,   3, 0,     1, SHADER_STORE, 0, 1, 0,
                         0,    0,    {64, 0, 0, 0, 2, 2},    1e-5, 0, false, 0};
        worst = fmax(worst, shader_product(&c));
    }
    shader_case c = {"mv", INFER_TYPE_Q4_0,     96,   37, 3,     0, 0, SHADER_GLU, 0, 1, 0, 0,
                     0,    {64, 0, 0, 0, 2, 4}, 1e-5, 0,  false, 0};
    worst = fmax(worst, shader_product(&c));
    c.spec[0] = shader.d.caps.subgroup, c.epilogue = SHADER_ADD, c.n = 11, c.wanted = 9, c.bias = 0;
    worst = fmax(worst, shader_product(&c));
    c.ids = 1, c.used = 3, c.experts = 5, c.spec[5] = 1, c.wanted = 0, c.norm = 1, c.epilogue = SHADER_GLU, c.act = 1;
    worst = fmax(worst, shader_product(&c));
    c.ids = 2, c.norm = 0, c.bias = 1, c.epilogue = SHADER_ADD;
    worst = fmax(worst, shader_product(&c));
    c.ids = c.bias = 0, c.n = 5, c.wanted = 2, c.norm = 1, c.epilogue = SHADER_LOGITS, c.spec[0] = 128, c.spec[4] = 4;
    worst = fmax(worst, shader_product(&c));
    c.epilogue = SHADER_ACT, c.act = 2, c.bias = 1;
    worst = fmax(worst, shader_product(&c));
    c.epilogue = SHADER_GATE, c.act = 0;
    worst = fmax(worst, shader_product(&c));
    c.epilogue = SHADER_STORE, c.limit = 2;
    worst = fmax(worst, shader_product(&c));
    c.epilogue = SHADER_GATED, c.act = 4;
    worst = fmax(worst, shader_product(&c));
    c.epilogue = SHADER_GLU, c.ids = 3, c.used = 2, c.experts = 3, c.wanted = 0;
    worst = fmax(worst, shader_product(&c));
    shader_case odd = {"mv", INFER_TYPE_F16,      171,  5, 2,     0, 1, SHADER_GLU, 4, 1, 0, 0,
                       0,    {64, 0, 0, 0, 1, 2}, 1e-5, 0, false, 0};
    worst = fmax(worst, shader_product(&odd));
    fprintf(stderr, "  worst %.2g\n", worst);
}

TEST(vulkan_mv_i8) {
    if (!shader_open()) SKIP("no Vulkan device");
    if (!shader.d.caps.dot) SKIP("%s: no integer dot products", shader.d.caps.is.deviceName);
    double worst = 0;
    int g = shader.d.caps.subgroup;
    for (size_t f = 0; f < INFER__COUNT(infer__formats); f++) {
        int type = infer__formats[f].type;
        if (infer__formats[f].block == 1 || !shader_type(type)) continue;
        shader_case c = {"mv_i8",      type, 1024,  75, 3, 0, 1,
                         SHADER_STORE, 0,    1,     0,  0, 0, {4 * g, 0, 0, 0, 4, 2, 0, 0, 0, 0, 0, 2},
                         1e-3,         0,    false, 0};
        worst = fmax(worst, shader_product(&c));
    }
    shader_case c = {"mv_i8", INFER_TYPE_Q4_K,
                     768,     75,
                     3,       0,
                     1,       SHADER_GLU,
                     0,       1,
                     1,       3,
                     5,       {4 * g, 0, 0, 0, 4, 1, 0, 0, 0, 0, 0, 1},
                     1e-3,    0,
                     false,   0};
    worst = fmax(worst, shader_product(&c));
    c.ids = 2, c.norm = 0, c.epilogue = SHADER_ADD;
    worst = fmax(worst, shader_product(&c));
    fprintf(stderr, "  worst %.2g\n", worst);
}

TEST(vulkan_mm_f) {
    if (!shader_open()) SKIP("no Vulkan device");
    shader_case c = {"mm_f", INFER_TYPE_Q4_K,
                     512,    75,
                     37,     0,
                     0,      SHADER_STORE,
                     0,      1,
                     0,      0,
                     0,      {64, 0, 0, 0, 32, 32, 2, 0, 0, 0, 0, 0, 4, 4},
                     1e-5,   0,
                     false,  0};
    double worst = shader_product(&c);
    c.type = INFER_TYPE_BF16, c.columns = 171, c.epilogue = SHADER_GLU, c.act = 4;
    worst = fmax(worst, shader_product(&c));
    c.type = INFER_TYPE_Q5_1, c.columns = 96, c.act = 0, c.wanted = 35, c.spec[13] = 2, c.spec[5] = 16, c.splits = 3;
    worst = fmax(worst, shader_product(&c));
    c.splits = 0, c.ids = 3, c.used = 3, c.experts = 5, c.epilogue = SHADER_STORE, c.wanted = 0;
    worst = fmax(worst, shader_product(&c));
    c.epilogue = SHADER_GATED, c.act = 1;
    worst = fmax(worst, shader_product(&c));
    c.ids = 2, c.epilogue = SHADER_ADD;
    worst = fmax(worst, shader_product(&c));
    c.ids = 0, c.wanted = 9, c.epilogue = SHADER_LOGITS, c.spec[6] = 4, c.splits = 2;
    worst = fmax(worst, shader_product(&c));
    fprintf(stderr, "  worst %.2g\n", worst);
}

TEST(vulkan_mm_i8) {
    if (!shader_open()) SKIP("no Vulkan device");
    if (!shader.d.caps.dot) SKIP("%s: no integer dot products", shader.d.caps.is.deviceName);
    shader_case c = {"mm_i8", INFER_TYPE_Q4_K,
                     512,     75,
                     37,      0,
                     1,       SHADER_STORE,
                     0,       1,
                     0,       0,
                     0,       {64, 0, 0, 0, 32, 32, 2, 0, 0, 0, 0, 0, 4, 4},
                     1e-3,    0,
                     true,    0};
    double worst = shader_product(&c);
    c.type = INFER_TYPE_Q8_0, c.columns = 96, c.norm = 0, c.epilogue = SHADER_GLU, c.splits = 3;
    c.spec[13] = 2, c.spec[5] = 16;
    worst = fmax(worst, shader_product(&c));
    c.type = INFER_TYPE_Q3_K, c.columns = 256, c.splits = 0, c.ids = 2, c.used = 3, c.experts = 5,
    c.epilogue = SHADER_ADD;
    worst = fmax(worst, shader_product(&c));
    fprintf(stderr, "  worst %.2g\n", worst);
}

TEST(vulkan_mm_cm1) {
    if (!shader_open()) SKIP("no Vulkan device");
    const infer__vk_caps *caps = &shader.d.caps;
    if (!caps->cm1 || !caps->cm_m) SKIP("%s: no cooperative matrices", caps->is.deviceName);
    int m = caps->cm_m, n = caps->cm_n; /* few cases: software drivers take seconds to compile each */
    shader_case c = {"mm_cm1", INFER_TYPE_Q4_K,
                     512,      75,
                     37,       0,
                     0,        SHADER_STORE,
                     0,        1,
                     0,        0,
                     0,        {4 * caps->subgroup, 0, 0, 0, 4 * m, 4 * n, 2, 0, 0, 0, 0, 0, m, n, caps->cm_k, 2 * m},
                     1e-3,     0,
                     false,    0};
    double worst = shader_product(&c);
    c.type = INFER_TYPE_F16, c.columns = 172, c.epilogue = SHADER_GLU, c.wanted = 35, c.spec[4] = 2 * m, c.splits = 3;
    worst = fmax(worst, shader_product(&c));
    c.splits = 0, c.ids = 1, c.used = 3, c.experts = 5, c.wanted = 0, c.packed = true, c.norm = 1,
    c.type = INFER_TYPE_Q8_0, c.columns = 96;
    worst = fmax(worst, shader_product(&c));
    fprintf(stderr, "  worst %.2g\n", worst);
}
