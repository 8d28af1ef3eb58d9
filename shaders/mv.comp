#version 460
// Matrix times a few vectors: y[t] = epilogue(W norm(x[t])), the product of decoding. Its speed is that of reading W.
//
//     rms norm: W (g * x / rms) = (W (g * x)) / rms, so the sum of squares is gathered while x passes by, and the finished
//     sums are divided: the norm costs neither a pass over x nor a barrier.
//
// A workgroup computes ROWS rows (of both matrices of a gated unit) for COLS tokens; its threads share out the columns.
// Grid: x ceil(rows / ROWS), y ceil(tokens / COLS), z 1, with IDS 1 `used`; where ceil(rows / ROWS) is over the device's
// limit: x the limit, z as many as needed (not with IDS 1).
// Operands: gemm.glsl; norm read with NORM 1. Spec constants: 4 ROWS, 5 COLS (1 to 8), 6 NORM, 7 EPI, 8 ACT,
// 9 BIAS, 10 IDS (then COLS is 1, but for IDS 4).
#include "common.glsl"
#include "quant.glsl"
#include "gemm.glsl"

layout(constant_id = 4) const uint ROWS = 2;
layout(constant_id = 5) const uint COLS = 1;
layout(constant_id = 6) const uint NORM = 0;

const uint SUMS = MATRICES * ROWS * COLS, SUBGROUPS = WG / SG;
shared float parts[SUBGROUPS * (SUMS + COLS)];

float sums[SUMS], squares[COLS];

vec4 load_norm(uint k) {
    if (columns % 4 == 0) return k < columns ? F32x4(norm).v[k / 4] : vec4(0);
    vec4 r = vec4(0);
    for (uint i = 0; i < 4 && k + i < columns; i++) r[i] = norm.v[k + i];
    return r;
}

// Adds rows' products with x, whose tokens start at x_row[], scaled.
void accumulate(uint row0, uint expert, uint x_row[COLS], float weight) {
    uint row[ROWS];
    [[unroll]] for (uint r = 0; r < ROWS; r++) row[r] = row_start(expert_row(expert, row0 + r), stride);
    for (uint p = gl_LocalInvocationID.x; p < pieces_of(columns); p += WG) {
        uint at = piece_at(p);
        vec4 v[COLS * 4];
        float total[COLS * 4]; // of each group, at its first run
        [[unroll]] for (uint c = 0; c < COLS; c++) {
            [[unroll]] for (uint j = 0; j < 4; j++) {
                vec4 a = load_x(x_row[c], at + RUN(j));
                if (NORM != 0) squares[c] += dot(a, a), a *= load_norm(at + RUN(j));
                if (IDS == 2) a *= weight;
                v[c * 4 + j] = a;
                total[c * 4 + j] = a.x + a.y + a.z + a.w;
                if (j % RUNS != 0) total[c * 4 + j - j % RUNS] += total[c * 4 + j];
            }
        }
        [[unroll]] for (uint m = 0; m < MATRICES; m++) {
            [[unroll]] for (uint r = 0; r < ROWS; r++) {
                if (PLAIN) {
                    vec4 w[4];
                    load_plain(m == 0 ? w0 : w1, row[r], columns, p, w);
                    [[unroll]] for (uint c = 0; c < COLS; c++)
                        [[unroll]] for (uint j = 0; j < 4; j++)
                            sums[(m * ROWS + r) * COLS + c] += dot(w[j], v[c * 4 + j]);
                } else {
                    Piece q = load_piece(m == 0 ? w0 : w1, row[r], columns / BLOCK, p);
                    vec4 w[4] = {bytes_to_floats(q.q.x), bytes_to_floats(q.q.y), bytes_to_floats(q.q.z),
                                 bytes_to_floats(q.q.w)};
                    [[unroll]] for (uint c = 0; c < COLS; c++)
                        [[unroll]] for (uint g = 0; g < 4; g += RUNS) {
                            float sum = 0;
                            [[unroll]] for (uint j = g; j < g + RUNS; j++) sum += dot(w[j], v[c * 4 + j]);
                            sums[(m * ROWS + r) * COLS + c] += q.s[g] * sum + q.m[g] * total[c * 4 + g];
                        }
                }
            }
        }
    }
}

void main() {
    uint slot = IDS_EACH ? gl_WorkGroupID.z : 0, col0 = gl_WorkGroupID.y * COLS, first = first_token();
    uint row0 = (gl_WorkGroupID.x + (IDS_EACH ? 0 : gl_WorkGroupID.z * gl_NumWorkGroups.x)) * ROWS;
    uint tokens = params.n - first, x_row[COLS];
    if (row0 >= rows || col0 >= tokens) return;
    [[unroll]] for (uint i = 0; i < SUMS; i++) sums[i] = 0;
    [[unroll]] for (uint c = 0; c < COLS; c++) {
        squares[c] = 0;
        x_row[c] = (first + min(col0 + c, tokens - 1)) * x_stride;
        if (IDS == 4) x_row[c] = x_row[c] * used + slot * x_stride;
    }
    uint choice = (first + col0) * used + slot, expert = 0;
    for (uint s = 0; s < (IDS == 2 ? used : 1); s++) {
        if (IDS != 0) expert = IDS == 4 ? slot : choices.v[choice + s].expert;
        if (IDS == 2) x_row[0] = (choice + s) * x_stride;
        accumulate(row0, expert, x_row, IDS == 2 ? choice_weight(choice + s) * expert_scale(expert, 0) : 1.0);
    }

    // Subgroups add up their lanes, then a thread for each result the subgroups.
    [[unroll]] for (uint i = 0; i < SUMS + (NORM != 0 ? COLS : 0); i++) {
        float sum = subgroupAdd(i < SUMS ? sums[min(i, SUMS - 1)] : squares[max(i, SUMS) - SUMS]);
        if (subgroupElect()) parts[i * SUBGROUPS + gl_SubgroupID] = sum;
    }
    barrier();
    for (uint i = gl_LocalInvocationID.x; i < ROWS * COLS; i += WG) {
        uint r = i / COLS, c = i % COLS;
        float v[2] = {0, 0}, square = 0;
        for (uint g = 0; g < SUBGROUPS; g++) {
            [[unroll]] for (uint m = 0; m < MATRICES; m++) v[m] += parts[(m * ROWS * COLS + i) * SUBGROUPS + g];
            if (NORM != 0) square += parts[(SUMS + c) * SUBGROUPS + g];
        }
        float factor = NORM != 0 ? inversesqrt(square / float(columns) + eps) : 1.0;
        uint out_row = IDS_EACH ? choice + c * used : EPI == EPI_LOGITS ? col0 + c : first + col0 + c;
        if (row0 + r < rows && col0 + c < tokens)
            finish(row0 + r, expert, choice, out_row, v[0] * factor, v[1] * factor);
    }
}
