/* Holds every dequantisation to ggml's own, bit for bit, on random blocks: a NaN must meet a NaN.
 *   ../shared/peer/peer sh -c 'cc -O2 tests/ggml_formats.c -lggml-base -lm -o /tmp/ggml_formats && /tmp/ggml_formats' */
#define INFER_IMPLEMENTATION
#include "../infer.h"
#include <ggml.h>
#include <stdlib.h>

int main(void) {
    enum { WEIGHTS = 1 << 20 };
    float *ours = malloc(WEIGHTS * sizeof(float)), *theirs = malloc(WEIGHTS * sizeof(float));
    uint8_t *bytes = malloc(WEIGHTS * sizeof(double));
    int failed = 0;
    infer__open_books();
    for (size_t t = 0; t < INFER__COUNT(infer__formats); t++) {
        const infer__format *f = &infer__formats[t];
        const struct ggml_type_traits *g = ggml_get_type_traits((enum ggml_type)f->type);
        size_t wrong = 0, finite = 0, sized = ggml_row_size((enum ggml_type)f->type, 1024) == infer__row_bytes(f, 1024);
        printf("%-8s size %s", f->name, sized ? "equal" : "DIFFERS");
        failed += !sized;
        if (!g->to_float) {
            printf(", ggml has no dequantisation\n");
            continue;
        }
        for (size_t i = 0; i < WEIGHTS * sizeof(double); i++) bytes[i] = (uint8_t)(rand() >> 7);
        f->dequantize(bytes, ours, WEIGHTS), g->to_float(bytes, theirs, WEIGHTS);
        for (size_t i = 0; i < WEIGHTS; i++) {
            bool nan = ours[i] != ours[i] && theirs[i] != theirs[i];
            wrong += !nan && infer__f32_bits(ours[i]) != infer__f32_bits(theirs[i]), finite += ours[i] - ours[i] == 0;
        }
        printf(", %d of %d weights differ, %d finite\n", (int)wrong, WEIGHTS, (int)finite);
        failed += wrong > 0;
    }
    return failed > 0;
}
