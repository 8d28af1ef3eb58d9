// The recurrence of a layer. A head's state S maps keys (COLUMNS numbers) to values (`rows` numbers); a token does
//
//     S = d S + k (s v)^T,  y = S^T q + D v                  selective state space (Gu and Dao 2023)   FORM 0, 1
//     S = d S,  S += k (beta (v - S^T k))^T,  y = S^T q      gated delta rule (Yang et al. 2025)       FORM 2, 3
//
// with s = softplus(step + bias) and d = e^(s A), A < 0; beta = sigmoid(its operand); k and q of length 1 and
// 1 / sqrt(COLUMNS) in FORM 2 and 3. FORM 0, 2: s and A are a head's. FORM 1 (Mamba's first): all is one head of many rows,
// s is a row's and A has COLUMNS numbers for each row. FORM 3 (Kimi Linear's): s, and so d, is a key element's.
//
// A row of S needs nothing of the others: PARTS invocations of a subgroup hold one in registers through all tokens, in
// pieces of 4 columns by turns. What a token gives all rows is made by the workgroup for TOKENS tokens at a time, in shared
// memory, so that no step waits for a load. A text begins with a state of 0.
//
//   p  params, v, k, y (a row of heads * rows numbers a token), step, beta or D (or 0: none), state, A
//   i  floats from a token to the next and from a group's part to the next of v, of k and q, of step, of beta;
//      rows; q less k in floats; [10, 11] an address: bias (or 0: none)      f  eps
// state: [head][column][row], of FORM 1 [block of 32 rows][column][row]: as [12] of infer.h has it.
// Spec constants: 3 FORM, 4 COLUMNS, 5 PARTS (a power of two, at most SG), 6 TOKENS, 7 groups (of heads that share k and
// q), 8 TILED (head h reads group h % groups's), 9 floats from a D to the next (0: there is none), 10 BIASED, 11 floats from
// an A to the next.
// Dispatch: x = ceil(rows / (WG / PARTS)), y = heads.
#version 460
#include "common.glsl"

layout(constant_id = 3) const uint FORM = 0;
layout(constant_id = 4) const uint COLUMNS = 128;
layout(constant_id = 5) const uint PARTS = 4;
layout(constant_id = 6) const uint TOKENS = 1;
layout(constant_id = 7) const uint GROUPS = 1;
layout(constant_id = 8) const uint TILED = 0;
layout(constant_id = 9) const uint SKIP = 0;
layout(constant_id = 10) const uint BIASED = 0;
layout(constant_id = 11) const uint RATE = 1;

layout(push_constant, scalar) uniform Push {
    Params params;
    F32 v, k, y, steps, beta, state, a;
    layout(offset = INTS) int v_token;
    int v_group;
    int k_token;
    int k_group;
    int step_token;
    int step_group;
    int beta_token;
    int beta_group;
    int rows;
    int q_from_k;
    F32 bias;
    layout(offset = FLOATS) float eps;
};

const bool DELTA = FORM >= 2;
const uint PIECES = (COLUMNS + 4 * PARTS - 1) / (4 * PARTS), WIDE = PIECES * PARTS, ROWS = WG / PARTS;
const uint KINDS = FORM == 3 ? 3 : 2;

shared vec4 keys[KINDS * TOKENS * WIDE]; // k, q and of FORM 3 d, zeros after the last column
shared vec4 of_head[TOKENS];             // d, s, beta; whether a text begins
shared float values[TOKENS * ROWS], of_row[FORM == 1 ? TOKENS * ROWS : 1];

// Sums over the invocations that hold a row.
float total(float x) {
    for (uint apart = SG / PARTS; apart < SG; apart *= 2) x += subgroupShuffleXor(x, apart);
    return x;
}

void main() {
    const uint lane = gl_SubgroupInvocationID, part = lane / (SG / PARTS), tid = gl_SubgroupID * SG + lane;
    const int head = int(gl_WorkGroupID.y), heads = int(gl_NumWorkGroups.y), each = heads / int(GROUPS);
    const int group = head / each, mate = head % each, key_group = TILED != 0 ? head % int(GROUPS) : group;
    const int row_here = int(gl_SubgroupID * (SG / PARTS) + lane % (SG / PARTS));
    const int first_row = int(gl_WorkGroupID.x * ROWS), row = first_row + row_here, own = min(row, rows - 1);
    const int v_at = group * v_group + mate * rows, s_at = group * step_group + (FORM == 3 ? mate * int(COLUMNS) : mate);
    const int block = own / 32 * 32, apart = FORM == 1 ? min(32, rows - block) : rows;
    const int s_from = FORM == 1 ? block * int(COLUMNS) + own - block : head * rows * int(COLUMNS) + own;
    const float rate = FORM == 1 ? 0.0 : a.v[head * int(RATE)];
    const float skip = SKIP != 0 ? beta.v[(FORM == 1 ? own : head) * int(SKIP)] : 0.0;
    vec4 S[PIECES], rates[FORM == 1 ? PIECES : 1];
    [[unroll]] for (uint p = 0; p < PIECES; p++)
        [[unroll]] for (uint i = 0; i < 4; i++) {
            const uint j = 4 * (p * PARTS + part) + i;
            S[p][i] = j < COLUMNS && params.position != 0 ? state.v[s_from + int(j) * apart] : 0.0;
            if (FORM == 1) rates[p][i] = j < COLUMNS ? a.v[own * int(RATE) + int(j)] : 0.0;
        }

    for (int first = 0; first < params.n; first += int(TOKENS)) {
        const uint n = min(TOKENS, uint(params.n - first));
        barrier(); // the last tokens' readers
        for (uint r = gl_SubgroupID; r < KINDS * n; r += gl_NumSubgroups) { // a subgroup makes a row of keys
            const uint i = r / KINDS, kind = r % KINDS, to = (kind * TOKENS + i) * WIDE;
            const int t = first + int(i), key = t * k_token + key_group * k_group + (kind == 1 ? q_from_k : 0);
            float square = 0;
            for (uint j = lane; j < 4 * WIDE; j += SG) {
                float x = 0;
                if (j < COLUMNS && kind < 2) x = k.v[key + int(j)];
                else if (j < COLUMNS) {
                    x = steps.v[t * step_token + s_at + int(j)];
                    if (BIASED != 0) x += bias.v[head * int(COLUMNS) + int(j)];
                    x = exp(softplus(x) * rate);
                }
                square += x * x;
                keys[to + j / 4][j % 4] = x;
            }
            if (!DELTA || kind == 2) continue;
            const float by = (kind == 1 ? inversesqrt(float(COLUMNS)) : 1.0) / max(sqrt(subgroupAdd(square)), eps);
            for (uint j = lane; j < 4 * WIDE; j += SG) keys[to + j / 4][j % 4] *= by;
        }
        for (uint i = tid; i < n * ROWS; i += WG) {
            const int t = first + int(i / ROWS), r = min(first_row + int(i % ROWS), rows - 1);
            values[i] = v.v[t * v_token + v_at + r];
            if (FORM == 1) of_row[i] = softplus(steps.v[t * step_token + r] + (BIASED != 0 ? bias.v[r] : 0.0));
        }
        for (uint i = tid; i < n; i += WG) {
            const int t = first + int(i);
            const bool begins = params.texts != 0 && params.token[params.texts + 2 * t] == t;
            vec4 x = vec4(1, 1, 1, begins);
            if (FORM == 0 || FORM == 2) {
                x.y = softplus(steps.v[t * step_token + s_at] + (BIASED != 0 ? bias.v[head] : 0.0));
                x.x = exp(x.y * rate);
            }
            if (DELTA) x.z = 1.0 / (1.0 + exp(-beta.v[t * beta_token + group * beta_group + mate]));
            of_head[i] = x;
        }
        barrier();
        for (uint i = 0; i < n; i++) {
            const vec4 h = of_head[i];
            const float value = values[i * ROWS + row_here], s = FORM == 1 ? of_row[i * ROWS + row_here] : h.y;
            const uint at = i * WIDE + part, more = TOKENS * WIDE;
            vec4 sum = vec4(0);
            if (h.w != 0) [[unroll]] for (uint p = 0; p < PIECES; p++) S[p] = vec4(0);
            [[unroll]] for (uint p = 0; p < PIECES; p++) {
                if (FORM == 1) S[p] *= exp(s * rates[p]);
                else if (FORM == 3) S[p] *= keys[2 * more + at + p * PARTS];
                else S[p] *= h.x;
                if (DELTA) sum += S[p] * keys[at + p * PARTS];
            }
            const float put = DELTA ? (value - total(sum.x + sum.y + sum.z + sum.w)) * h.z : value * s;
            sum = vec4(0);
            [[unroll]] for (uint p = 0; p < PIECES; p++) {
                S[p] += keys[at + p * PARTS] * put;
                sum += S[p] * keys[more + at + p * PARTS];
            }
            const float result = total(sum.x + sum.y + sum.z + sum.w) + skip * value;
            if (part == 0 && row < rows) y.v[((first + int(i)) * heads + head) * rows + row] = result;
        }
    }
    [[unroll]] for (uint p = 0; p < PIECES; p++)
        [[unroll]] for (uint i = 0; i < 4; i++) {
            const uint j = 4 * (p * PARTS + part) + i;
            if (j < COLUMNS && row < rows) state.v[s_from + int(j) * apart] = S[p][i];
        }
}
