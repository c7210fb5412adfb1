// One call's worth of attention over a cache; what the kernels for each kind of processor work on.
#pragma once

#include <cstdint>
#include <vector>

namespace demur {

// One row of a batch: `count` new tokens from `start` on, written behind the `past` tokens that its slot holds already.
// Before them it sees the first `prefix` tokens of the prefix that the whole batch shares.
struct CacheRow {
  int32_t start, count, slot, past, prefix;
};

// The most queries of one task: with four vectors of keys their sums fill the registers of AVX-512.
constexpr int kCacheQueries = 6;

// A few queries that share their keys.
struct CacheTask {
  int32_t row, keyHead, firstQuery, queries;
};

struct CacheCall {
  const float* query;  // (N, heads, E), rotated and scaled
  void* output;        // (N, heads * E)
  const void* keys;    // (slots, KV, E, capacity)
  const void* values;  // (slots, KV, capacity, width)
  const void* prefixKeys;
  const void* prefixValues;
  int64_t heads, keyHeads, size, width, capacity, prefixCapacity;
  int64_t window;  // 0: none
  float cap;       // 0: none
  bool half;       // bfloat16 rather than float32
  std::vector<CacheRow> rows;
  std::vector<CacheTask> tasks;
};

// Computes one task; `scratch` holds kCacheQueries x (keys + 128 + width) floats.
using CacheKernel = void (*)(const CacheCall&, const CacheTask&, float* scratch);
CacheKernel cacheKernel();

}  // namespace demur
