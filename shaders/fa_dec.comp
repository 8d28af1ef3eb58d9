// Attention of one query, or a few, over a long cache: see kv.glsl for the equation and the arguments.
//
// The heads of a group read the same keys and go together, up to ROWS of them. The keys are cut in runs for `splits`
// workgroups; each writes its sum, maximum and unnormalised output, and the last one to arrive, which an atomic counter
// tells, puts them together (no workgroup ever waits for another). A short text has fewer runs than workgroups: the
// rest leave at once.
// Own arguments: i own0 = splits; partial: ROWS * (HSV + 2) floats for each workgroup, first all outputs, then all
// maxima and sums; counter: a zero for each (y, z), zero again at the end.
// Dispatch: x = splits, y = kv_heads * ceil(heads / kv_heads / ROWS), z = tokens.
// Scores: DS invocations to a key, KT keys each. P V: HSV / 4 invocations to a row of V, STREAMS rows at a time. All
// loads of a tile's K, then of its V, are independent of each other: the more are under way, the better.
// Spec constants: 6 ROWS, 7 DS (a power of two, at most the subgroup's size), 8 KT.
#version 460
#include "common.glsl"
#include "kv.glsl"

layout(constant_id = 6) const uint ROWS = 4;
layout(constant_id = 7) const uint DS = 8;
layout(constant_id = 8) const uint KT = 4;
const uint QD = HSK / 4, VD = HSV / 4, BC = WG / DS * KT, STREAMS = WG / VD, STEPS = (QD + DS - 1) / DS;
const uint TURNS = (BC + STREAMS - 1) / STREAMS;

// What other workgroups of the dispatch have written is read through this.
layout(buffer_reference, scalar, buffer_reference_align = 16) coherent buffer Outputs { vec4 v[]; };
layout(buffer_reference, scalar, buffer_reference_align = 8) coherent buffer Sums { vec2 v[]; };
layout(buffer_reference, scalar, buffer_reference_align = 4) coherent buffer Counter { uint v[]; };

shared vec4 qs[ROWS * QD], reduced[ROWS * WG];
shared float ps[ROWS * BC], top[ROWS], sum[ROWS], shrink[ROWS];
shared bool last;

void main() {
    const uint tid = gl_SubgroupID * gl_SubgroupSize + gl_SubgroupInvocationID, subgroups = gl_NumSubgroups;
    const int group = heads / kv_heads, parts = (group + int(ROWS) - 1) / int(ROWS), t = int(gl_WorkGroupID.z);
    const int kv_head = int(gl_WorkGroupID.y) / parts, first = int(gl_WorkGroupID.y) % parts * int(ROWS);
    const int rows = min(int(ROWS), group - first), head = kv_head * group + first, splits = own0;
    const uint place = gl_WorkGroupID.z * gl_NumWorkGroups.y + gl_WorkGroupID.y;
    ivec2 see = visible(t);
    if (see.x >= see.y) return;
    int whole = int(BC), length = (see.y - see.x + splits - 1) / splits;
    length = (length + whole - 1) / whole * whole; // of a run
    const int runs = (see.y - see.x + length - 1) / length, run = int(gl_WorkGroupID.x);
    if (run >= runs) return;
    const int from = see.x + run * length, to = min(from + length, see.y);

    for (uint e = tid; e < ROWS * QD; e += WG)
        qs[e] = e / QD < rows ? query(t, head + int(e / QD), e % QD) : vec4(0);
    if (tid < ROWS) top[tid] = LOWEST, sum[tid] = 0;
    vec4 o[ROWS];
    for (uint r = 0; r < ROWS; r++) o[r] = vec4(0);
    const uint stream = tid / VD, column = tid % VD;
    float slope[ROWS];
    for (uint r = 0; r < ROWS; r++) slope[r] = slope_of(head + int(r));
    barrier();

    for (int tile = from; tile < to; tile += whole) {
        const uint tile_slot = uint(tile) % uint(capacity), left = uint(to - 1 - tile);
        float s[KT][ROWS];
        uint slot[KT];
        [[unroll]] for (uint c = 0; c < KT; c++) {
            // past the end: any key, its score is dropped
            slot[c] = slot_of(kv_head, tile_slot, min(tid / DS + c * (WG / DS), left));
            [[unroll]] for (uint r = 0; r < ROWS; r++) s[c][r] = 0;
        }
        [[unroll]] for (uint step = 0; step < STEPS; step++) {
            uint d = step * DS + tid % DS;
            if (QD % DS != 0 && d >= QD) continue;
            vec4 x[KT];
            [[unroll]] for (uint c = 0; c < KT; c++) x[c] = cached(k, slot[c], HSK, d);
            [[unroll]] for (uint r = 0; r < ROWS; r++) {
                vec4 y = qs[r * QD + d];
                [[unroll]] for (uint c = 0; c < KT; c++) s[c][r] += dot(x[c], y);
            }
        }
        [[unroll]] for (uint c = 0; c < KT; c++)
            [[unroll]] for (uint r = 0; r < ROWS; r++) {
                float score = s[c][r];
                for (uint lane = 1; lane < DS; lane *= 2) score += subgroupShuffleXor(score, lane);
                uint j = tid / DS + c * (WG / DS);
                score = score_of(score, slope[r], t, tile + int(j));
                if (tid % DS == r % DS) ps[r * BC + j] = tile + int(j) < to ? score : LOWEST;
            }
        barrier();
        for (uint r = gl_SubgroupID; r < ROWS; r += subgroups) {
            float high = top[r], rest = 0, before = high;
            for (uint j = gl_SubgroupInvocationID; j < BC; j += gl_SubgroupSize) high = max(high, ps[r * BC + j]);
            high = subgroupMax(high);
            for (uint j = gl_SubgroupInvocationID; j < BC; j += gl_SubgroupSize) {
                float p = ps[r * BC + j] > LOWEST ? exp(ps[r * BC + j] - high) : 0;
                ps[r * BC + j] = p, rest += p;
            }
            rest = subgroupAdd(rest);
            if (subgroupElect()) {
                shrink[r] = exp(before - high), top[r] = high;
                sum[r] = sum[r] * shrink[r] + rest;
            }
        }
        barrier();
        [[unroll]] for (uint r = 0; r < ROWS; r++) o[r] *= shrink[r];
        if (stream < STREAMS) {
            vec4 x[TURNS];
            [[unroll]] for (uint c = 0; c < TURNS; c++)
                x[c] = cached(v, slot_of(kv_head, tile_slot, min(stream + c * STREAMS, left)), v_length(), column);
            [[unroll]] for (uint c = 0; c < TURNS; c++) {
                uint j = stream + c * STREAMS;
                if (BC % STREAMS != 0 && j >= BC) continue;
                [[unroll]] for (uint r = 0; r < ROWS; r++) o[r] += ps[r * BC + j] * x[c];
            }
        }
        barrier();
    }

    const uint after = gl_NumWorkGroups.y * gl_NumWorkGroups.z * splits * ROWS * (HSV / 2); // the outputs
    Outputs outputs = Outputs(partial);
    Sums sums = Sums(partial);
    [[unroll]] for (uint r = 0; r < ROWS; r++) reduced[r * WG + tid] = o[r];
    barrier();
    for (uint e = tid; e < rows * VD; e += WG) {
        uint r = e / VD, i = e % VD;
        vec4 x = reduced[r * WG + i];
        for (uint g = 1; g < STREAMS; g++) x += reduced[r * WG + g * VD + i];
        if (runs > 1) {
            uint at = (place * splits + run) * ROWS + r;
            outputs.v[at * VD + i] = x;
            if (i == 0) sums.v[after + at] = vec2(top[r], sum[r]);
        } else {
            float high = top[r], rest = sum[r], scaled = 1;
            if ((flags & SINKS) != 0) { // one more score in the sum, without a value
                high = max(high, sinks.v[head + r]);
                scaled = exp(top[r] - high), rest = rest * scaled + exp(sinks.v[head + r] - high);
            }
            store(t, head + int(r), i, scaled / rest * x);
        }
    }
    if (runs == 1) return;

    memoryBarrierBuffer();
    barrier();
    if (tid == 0) last = atomicAdd(Counter(counter).v[place], 1) == runs - 1;
    barrier();
    if (!last) return;
    memoryBarrierBuffer();
    for (uint e = tid; e < rows * VD; e += WG) {
        uint r = e / VD, i = e % VD, at = place * splits * ROWS + r;
        float high = (flags & SINKS) != 0 ? sinks.v[head + r] : LOWEST, rest;
        for (uint j = 0; j < runs; j++) high = max(high, sums.v[after + at + j * ROWS].x);
        rest = (flags & SINKS) != 0 ? exp(sinks.v[head + r] - high) : 0;
        vec4 x = vec4(0);
        for (uint first_run = 0; first_run < runs; first_run += 8) { // eight loads under way
            vec4 y[8];
            vec2 mine[8];
            [[unroll]] for (uint c = 0; c < 8; c++) {
                uint j = at + min(first_run + c, runs - 1) * ROWS;
                y[c] = outputs.v[j * VD + i], mine[c] = sums.v[after + j];
            }
            [[unroll]] for (uint c = 0; c < 8; c++) {
                float scaled = first_run + c < runs ? exp(mine[c].x - high) : 0;
                rest += scaled * mine[c].y, x += scaled * y[c];
            }
        }
        store(t, head + int(r), i, x / rest);
    }
    if (tid == 0) Counter(counter).v[place] = 0;
}
