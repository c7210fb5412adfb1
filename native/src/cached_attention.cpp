// Attention while generating: turns queries and keys to their positions, writes keys and values into the cache, and
// lets every new token look at the shared prefix and at its own row. No gradients.
#include "cached_attention.h"
#include "plain.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <atomic>

using namespace demur;

namespace {

struct Rotation {
  const float* cos;
  const float* sin;
  int64_t pairs;
};

// Reads one head of a token as float32, turned to its position.
template <class T>
void turned(const T* source, int64_t size, const Rotation& rotation, int64_t position, float factor, float* target) {
  for (int64_t e = 0; e < size; ++e) target[e] = static_cast<float>(source[e]);
  if (rotation.cos != nullptr) {
    const float* cos = rotation.cos + position * rotation.pairs;
    const float* sin = rotation.sin + position * rotation.pairs;
    for (int64_t i = 0; i < rotation.pairs; ++i) {
      const float a = target[i], b = target[i + rotation.pairs];
      target[i] = a * cos[i] - b * sin[i];
      target[i + rotation.pairs] = b * cos[i] + a * sin[i];
    }
  }
  // What the reference keeps in bfloat16 is rounded here as well.
  for (int64_t e = 0; e < size; ++e) target[e] = static_cast<float>(static_cast<T>(target[e])) * factor;
}

template <class T>
void writeRow(const CacheCall& call, const CacheRow& row, int64_t token, const T* key, const T* value, int64_t keyStride,
              int64_t valueStride, const Rotation& rotation) {
  float buffer[1024];
  const int64_t position = row.past + token;
  for (int64_t head = 0; head < call.keyHeads; ++head) {
    const int64_t slot = row.slot * call.keyHeads + head;
    T* keys = static_cast<T*>(const_cast<void*>(call.keys)) + slot * call.size * call.capacity + position;
    T* values = static_cast<T*>(const_cast<void*>(call.values)) + (slot * call.capacity + position) * call.width;
    turned(key + head * keyStride, call.size, rotation, row.prefix + position, 1.0f, buffer);
    for (int64_t e = 0; e < call.size; ++e) keys[e * call.capacity] = static_cast<T>(buffer[e]);
    for (int64_t e = 0; e < call.width; ++e) values[e] = e < call.size ? value[head * valueStride + e] : static_cast<T>(0.0f);
  }
}

template <class T>
void prepare(const CacheCall& call, const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, const Rotation& rotation,
             float scale, float* query) {
  std::vector<int32_t> rowOf(static_cast<size_t>(q.size(0)));
  for (size_t r = 0; r < call.rows.size(); ++r)
    for (int32_t t = 0; t < call.rows[r].count; ++t) rowOf[static_cast<size_t>(call.rows[r].start + t)] = static_cast<int32_t>(r);
  at::parallel_for(0, q.size(0), 8, [&](int64_t begin, int64_t end) {
    for (int64_t n = begin; n < end; ++n) {
      const CacheRow& row = call.rows[static_cast<size_t>(rowOf[static_cast<size_t>(n)])];
      const int64_t token = n - row.start;
      for (int64_t head = 0; head < call.heads; ++head)
        turned(q.data_ptr<T>() + n * q.stride(0) + head * q.stride(1), call.size, rotation, row.prefix + row.past + token, scale,
               query + (n * call.heads + head) * call.size);
      writeRow(call, row, token, k.data_ptr<T>() + n * k.stride(0), v.data_ptr<T>() + n * v.stride(0), k.stride(1), v.stride(1),
               rotation);
    }
  });
}

void check(const CacheCall& call, const at::Tensor& q, const at::Tensor& keys, int64_t positions) {
  TORCH_CHECK(call.size <= 1024, "a head is ", call.size, " wide; cached attention reads at most 1024");
  TORCH_CHECK(call.heads % call.keyHeads == 0, call.heads, " query heads cannot share ", call.keyHeads, " key heads");
  int64_t tokens = 0;
  for (const auto& row : call.rows) {
    TORCH_CHECK(row.start == tokens && row.count > 0, "rows must follow each other without gaps");
    TORCH_CHECK(row.slot >= 0 && row.slot < keys.size(0), "slot ", row.slot, " of ", keys.size(0));
    TORCH_CHECK(row.past + row.count <= call.capacity, "a row needs ", row.past + row.count, " places of ", call.capacity);
    TORCH_CHECK(row.prefix >= 0 && row.prefix <= call.prefixCapacity, "prefix of ", row.prefix, " tokens of ", call.prefixCapacity);
    TORCH_CHECK(row.prefix + row.past + row.count <= positions, "a row needs ", row.prefix + row.past + row.count,
                " positions of ", positions);
    tokens += row.count;
  }
  TORCH_CHECK(tokens == q.size(0), "rows cover ", tokens, " tokens of ", q.size(0));
}

void plan(CacheCall& call) {
  const int64_t group = call.heads / call.keyHeads;
  const int64_t step = group <= kCacheQueries ? group * (kCacheQueries / group) : kCacheQueries;
  // Key heads outermost: consecutive tasks find the shared prefix still in the cache of the processor.
  for (int64_t head = 0; head < call.keyHeads; ++head)
    for (size_t r = 0; r < call.rows.size(); ++r) {
      const int64_t queries = call.rows[r].count * group;
      for (int64_t first = 0; first < queries; first += step)
        call.tasks.push_back({static_cast<int32_t>(r), static_cast<int32_t>(head), static_cast<int32_t>(first),
                              static_cast<int32_t>(std::min(step, queries - first))});
    }
}

void attendAll(const CacheCall& call) {
  static const CacheKernel kernel = cacheKernel();
  int64_t longest = 0;
  for (const auto& row : call.rows) longest = std::max<int64_t>(longest, row.prefix + row.past + row.count);
  const size_t scratchSize = static_cast<size_t>(kCacheQueries * (longest + 128 + call.width));
  std::atomic<size_t> next{0};
  const size_t batch = call.tasks.size() > 256 ? 8 : 1;
  // Tasks differ in length: each thread takes the next few.
  at::parallel_for(0, at::get_num_threads(), 1, [&](int64_t, int64_t) {
    std::vector<float> scratch(scratchSize);
    for (size_t first = next.fetch_add(batch); first < call.tasks.size(); first = next.fetch_add(batch))
      for (size_t i = first; i < std::min(first + batch, call.tasks.size()); ++i) kernel(call, call.tasks[i], scratch.data());
  });
}

// The same by plain formulas, row after row: what runs on a GPU and for types without a kernel.
at::Tensor attendPlainly(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, const std::vector<at::Tensor>& cache,
                         const std::vector<at::Tensor>& angles, const std::vector<CacheRow>& rows, const Attend& how) {
  std::vector<at::Tensor> parts;
  const int64_t size = q.size(2);
  for (const auto& row : rows) {
    const int64_t end = row.past + row.count;
    auto rotate = [&](const at::Tensor& x) {
      auto own = x.narrow(0, row.start, row.count);
      if (angles.empty()) return own;
      const int64_t first = row.prefix + row.past;
      return plain::rope(own, angles[0].narrow(0, first, row.count), angles[1].narrow(0, first, row.count));
    };
    auto keys = cache[0].select(0, row.slot);    // (KV, E, C)
    auto values = cache[1].select(0, row.slot);  // (KV, C, W)
    keys.narrow(2, row.past, row.count).copy_(rotate(k).permute({1, 2, 0}));
    values.narrow(1, row.past, row.count).narrow(2, 0, size).copy_(v.narrow(0, row.start, row.count).permute({1, 0, 2}));
    std::vector<at::Tensor> seenKeys{keys.narrow(2, 0, end).permute({2, 0, 1})};
    std::vector<at::Tensor> seenValues{values.narrow(1, 0, end).narrow(2, 0, size).permute({1, 0, 2})};
    if (row.prefix > 0) {
      seenKeys.insert(seenKeys.begin(), cache[2].narrow(2, 0, row.prefix).permute({2, 0, 1}));
      seenValues.insert(seenValues.begin(), cache[3].narrow(1, 0, row.prefix).narrow(2, 0, size).permute({1, 0, 2}));
    }
    parts.push_back(plain::attend(rotate(q), at::cat(seenKeys, 0), at::cat(seenValues, 0), how));
  }
  return at::cat(parts, 0).reshape({q.size(0), q.size(1) * size});
}

}  // namespace

// q (N, heads, E), k and v (N, KV, E): float32 or bfloat16, the last dimension without gaps.
// keys (slots, KV, E, C) and values (slots, KV, C, W), W being E rounded up to 16 and C a multiple of 64.
// prefixKeys (KV, E, P) and prefixValues (KV, P, W), or null. cos and sin (positions, pairs) in float32, or null.
// rows: five numbers a row as in CacheRow.
DEMUR_API Handle demur_prefix_attention(Handle q, Handle k, Handle v, Handle keys, Handle values, Handle prefixKeys,
                                        Handle prefixValues, Handle cos, Handle sin, const int32_t* rows, int rowCount,
                                        int window, double scale, double cap) {
  return make([&] {
    at::NoGradGuard noGrad;
    const auto type = q->scalar_type();
    TORCH_CHECK(keys->scalar_type() == type && values->scalar_type() == type, "the cache has another type than the queries");
    TORCH_CHECK(keys->size(3) % 64 == 0 && values->size(3) % 16 == 0, "the cache is not padded");
    CacheCall call{};
    for (int r = 0; r < rowCount; ++r) call.rows.push_back({rows[5 * r], rows[5 * r + 1], rows[5 * r + 2], rows[5 * r + 3], rows[5 * r + 4]});
    call.heads = q->size(1);
    call.keyHeads = keys->size(1);
    call.size = keys->size(2);
    call.capacity = keys->size(3);
    call.prefixCapacity = prefixKeys == nullptr ? 0 : prefixKeys->size(2);
    check(call, *q, *keys, cos == nullptr ? INT32_MAX : cos->size(0));
    if (!q->is_cpu() || (type != at::kFloat && type != at::kBFloat16)) {
      std::vector<at::Tensor> cache{*keys, *values, orUndefined(prefixKeys), orUndefined(prefixValues)}, angles;
      if (cos != nullptr) angles = {*cos, *sin};
      return attendPlainly(*q, *k, *v, cache, angles, call.rows, {scale, true, window, cap});
    }

    TORCH_CHECK(keys->is_contiguous() && values->is_contiguous(), "the cache has gaps");
    TORCH_CHECK(q->stride(2) == 1 && k->stride(2) == 1 && v->stride(2) == 1, "heads must have no gaps");
    call.width = values->size(3);
    call.keys = keys->data_ptr();
    call.values = values->data_ptr();
    if (prefixKeys != nullptr) {
      TORCH_CHECK(call.prefixCapacity % 64 == 0 && prefixKeys->is_contiguous() && prefixValues->is_contiguous(), "the prefix is not padded");
      call.prefixKeys = prefixKeys->data_ptr();
      call.prefixValues = prefixValues->data_ptr();
    }
    call.window = window;
    call.cap = static_cast<float>(cap);
    call.half = type == at::kBFloat16;

    auto query = at::empty({q->size(0), call.heads, call.size}, at::kFloat);
    auto output = at::empty({q->size(0), call.heads * call.size}, q->options());
    call.query = query.data_ptr<float>();
    call.output = output.data_ptr();
    const Rotation rotation = cos == nullptr ? Rotation{nullptr, nullptr, 0}
                                             : Rotation{cos->data_ptr<float>(), sin->data_ptr<float>(), cos->size(1)};
    if (call.half)
      prepare<c10::BFloat16>(call, *q, *k, *v, rotation, static_cast<float>(scale), query.data_ptr<float>());
    else
      prepare<float>(call, *q, *k, *v, rotation, static_cast<float>(scale), query.data_ptr<float>());
    plan(call);
    attendAll(call);
    return output;
  });
}
