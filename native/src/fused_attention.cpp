// Grouped-query attention over packed sequences, over padded batches, and against a cache of keys and values.
#include "plain.h"
#include "rows.h"

#include <torch/csrc/autograd/custom_function.h>

using namespace demur;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

namespace {

constexpr int64_t kWidest = 256;     // head dimensions up to here have their blocks on the cache
constexpr int64_t kQueryBlock = 32;  // queries a task takes

bool fits(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v) {
  return onKernels(q) && k.scalar_type() == q.scalar_type() && v.scalar_type() == q.scalar_type() && q.numel() > 0 && q.size(-1) <= kWidest &&
         v.size(-1) == q.size(-1);
}

void check(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, int64_t rank) {
  TORCH_CHECK(q.dim() == rank && k.dim() == rank && v.dim() == rank && k.sizes() == v.sizes() && q.size(-1) == k.size(-1) && k.size(-2) > 0 && q.size(-2) % k.size(-2) == 0,
              "attention cannot take queries ", q.sizes(), ", keys ", k.sizes(), ", values ", v.sizes());
}

kernels::AttentionShape shapeOf(const Attend& how, int64_t queries, int64_t keys, int64_t groups, int64_t width) {
  return {queries, keys, groups, width, how.scale, how.causal, how.window, how.softcap};
}

// One task: some queries of one sequence and one key head.
struct Task {
  int64_t sequence, head, first, end;
};

std::vector<Task> tasksFor(at::IntArrayRef offsets, int64_t heads) {
  std::vector<Task> tasks;
  for (size_t i = 0; i + 1 < offsets.size(); ++i) {
    auto count = offsets[i + 1] - offsets[i];
    for (int64_t head = 0; head < heads; ++head) {
      for (int64_t first = 0; first < count; first += kQueryBlock) tasks.push_back({static_cast<int64_t>(i), head, first, std::min(count, first + kQueryBlock)});
    }
  }
  return tasks;
}

at::Tensor packedForward(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, at::IntArrayRef offsets, const Attend& how, const at::Tensor& lse) {
  auto heads = k.size(1), width = q.size(2), groups = q.size(1) / heads;
  auto queries = asRows(q, 2), keys = asRows(k, 2), values = asRows(v, 2);
  auto o = at::empty(q.sizes(), q.options());
  auto out = asRows(o, 2);
  auto tasks = tasksFor(offsets, heads);
  auto* levels = lse.defined() ? lse.data_ptr<float>() : nullptr;
  withType(q, [&](auto kind) {
    using T = decltype(kind);
    at::parallel_for(0, static_cast<int64_t>(tasks.size()), 1, [&](int64_t first, int64_t end) {
      for (auto i = first; i < end; ++i) {
        auto task = tasks[static_cast<size_t>(i)];
        auto row = offsets[static_cast<size_t>(task.sequence)], count = offsets[static_cast<size_t>(task.sequence) + 1] - row;
        auto column = task.head * groups * width;
        kernels::AttentionForward<T> call{shapeOf(how, count, count, groups, width), queries.read<T>(row, column), keys.read<T>(row, task.head * width),
                                          values.read<T>(row, task.head * width), out.write<T>(row, column),
                                          {levels == nullptr ? nullptr : levels + row * q.size(1) + task.head * groups, q.size(1)}};
        kernelsFor<T>().attention(call, task.first, task.end);
      }
    });
  });
  return o;
}

struct PackedAttention : torch::autograd::Function<PackedAttention> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, std::vector<int64_t> offsets, double scale,
                            bool causal, int64_t window, double softcap) {
    auto lse = at::empty({q.size(0), q.size(1)}, q.options().dtype(at::kFloat));
    auto o = packedForward(q, k, v, offsets, {scale, causal, window, softcap}, lse);
    context->save_for_backward({q, k, v, o, lse});
    context->saved_data["offsets"] = offsets;
    context->saved_data["scale"] = scale;
    context->saved_data["causal"] = causal;
    context->saved_data["window"] = window;
    context->saved_data["softcap"] = softcap;
    return o;
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    auto saved = context->get_saved_variables();
    auto q = saved[0], k = saved[1], v = saved[2], o = saved[3], lse = saved[4];
    auto offsets = context->saved_data["offsets"].toIntVector();
    Attend how{context->saved_data["scale"].toDouble(), context->saved_data["causal"].toBool(), context->saved_data["window"].toInt(), context->saved_data["softcap"].toDouble()};
    auto dq = at::empty(q.sizes(), q.options()), dk = at::empty(k.sizes(), k.options()), dv = at::empty(v.sizes(), v.options());
    auto heads = k.size(1), width = q.size(2), groups = q.size(1) / heads;
    auto grad = asRows(gradients[0].to(q.scalar_type()), 2), out = asRows(o, 2), levels = asRows(lse);
    auto queries = asRows(q, 2), keys = asRows(k, 2), values = asRows(v, 2);
    auto dQueries = asRows(dq, 2), dKeys = asRows(dk, 2), dValues = asRows(dv, 2);
    withType(q, [&](auto kind) {
      using T = decltype(kind);
      auto sequences = static_cast<int64_t>(offsets.size()) - 1;
      at::parallel_for(0, sequences * heads, 1, [&](int64_t first, int64_t end) {
        for (auto i = first; i < end; ++i) {
          auto sequence = static_cast<size_t>(i / heads);
          auto head = i % heads, row = offsets[sequence], count = offsets[sequence + 1] - row;
          if (count == 0) continue;
          auto wide = head * groups * width, narrow = head * width;
          kernels::AttentionBackward<T> call{shapeOf(how, count, count, groups, width), queries.read<T>(row, wide), keys.read<T>(row, narrow), values.read<T>(row, narrow),
                                             out.read<T>(row, wide), grad.read<T>(row, wide), levels.read<float>(row, head * groups),
                                             dQueries.write<T>(row, wide), dKeys.write<T>(row, narrow), dValues.write<T>(row, narrow)};
          kernelsFor<T>().attentionBackward(call);
        }
      });
    });
    return {dq, dk, dv, at::Tensor(), at::Tensor(), at::Tensor(), at::Tensor(), at::Tensor()};
  }
};

at::Tensor packedPlain(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, at::IntArrayRef offsets, const Attend& how) {
  std::vector<at::Tensor> parts;
  for (size_t i = 0; i + 1 < offsets.size(); ++i) {
    auto rows = [&](const at::Tensor& x) { return x.slice(0, offsets[i], offsets[i + 1]); };
    parts.push_back(plain::attend(rows(q), rows(k), rows(v), how));
  }
  return at::cat(parts, 0);
}

// What a step appends to the cache, and to which slots.
struct Growth {
  at::IntArrayRef offsets, slots, past;
};

void append(const at::Tensor& cache, const at::Tensor& fresh, const Growth& growth, size_t i) {
  auto count = growth.offsets[i + 1] - growth.offsets[i];
  cache.select(0, growth.slots[i]).narrow(1, growth.past[i], count).copy_(fresh.narrow(0, growth.offsets[i], count).transpose(0, 1));
}

template <class T>
void appendHead(kernels::Rows<const T> fresh, T* cache, int64_t count, int64_t width) {
  for (int64_t t = 0; t < count; ++t) std::copy_n(fresh.first + t * fresh.stride, width, cache + t * width);
}

// The part of a cache that belongs to one slot and head: (capacity, width) in one piece.
template <class T>
kernels::Rows<T> slotRows(const at::Tensor& cache, int64_t slot, int64_t head) {
  return {static_cast<T*>(cache.data_ptr()) + (slot * cache.size(1) + head) * cache.size(2) * cache.size(3), cache.size(3)};
}

at::Tensor cachedForward(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, const at::Tensor& keyCache, const at::Tensor& valueCache, const Growth& growth, const Attend& how) {
  auto heads = k.size(1), width = q.size(2), groups = q.size(1) / heads;
  auto queries = asRows(q, 2), keys = asRows(k, 2), values = asRows(v, 2);
  auto o = at::empty(q.sizes(), q.options());
  auto out = asRows(o, 2);
  auto tasks = tasksFor(growth.offsets, heads);
  auto sequences = growth.slots.size();
  // In a step of generation each slot and head has one task, which can write the cache as well: one pass instead of two.
  bool onePass = tasks.size() <= sequences * static_cast<size_t>(heads);
  withType(q, [&](auto kind) {
    using T = decltype(kind);
    auto write = [&](const Task& task) {
      auto i = static_cast<size_t>(task.sequence);
      auto row = growth.offsets[i], count = growth.offsets[i + 1] - row, start = growth.past[i] * width, column = task.head * width;
      appendHead<T>(keys.read<T>(row, column), slotRows<T>(keyCache, growth.slots[i], task.head).first + start, count, width);
      appendHead<T>(values.read<T>(row, column), slotRows<T>(valueCache, growth.slots[i], task.head).first + start, count, width);
    };
    if (!onePass) {
      for (const auto& task : tasks) {
        if (task.first == 0) write(task);
      }
    }
    at::parallel_for(0, static_cast<int64_t>(tasks.size()), 1, [&](int64_t first, int64_t end) {
      for (auto number = first; number < end; ++number) {
        const auto& task = tasks[static_cast<size_t>(number)];
        if (onePass) write(task);
        auto i = static_cast<size_t>(task.sequence);
        auto row = growth.offsets[i], count = growth.offsets[i + 1] - row, column = task.head * groups * width;
        auto own = slotRows<T>(keyCache, growth.slots[i], task.head), other = slotRows<T>(valueCache, growth.slots[i], task.head);
        kernels::AttentionForward<T> call{shapeOf(how, count, growth.past[i] + count, groups, width), queries.read<T>(row, column), {own.first, own.stride}, {other.first, other.stride},
                                          out.write<T>(row, column), {nullptr, 0}};
        kernelsFor<T>().attention(call, task.first, task.end);
      }
    });
  });
  return o;
}

at::Tensor cachedPlain(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, const at::Tensor& keyCache, const at::Tensor& valueCache, const Growth& growth, const Attend& how) {
  std::vector<at::Tensor> parts;
  for (size_t i = 0; i < growth.slots.size(); ++i) {
    append(keyCache, k, growth, i);
    append(valueCache, v, growth, i);
    auto end = growth.past[i] + growth.offsets[i + 1] - growth.offsets[i];
    auto all = [&](const at::Tensor& cache) { return cache.select(0, growth.slots[i]).narrow(1, 0, end).transpose(0, 1); };
    parts.push_back(plain::attend(q.slice(0, growth.offsets[i], growth.offsets[i + 1]), all(keyCache), all(valueCache), how));
  }
  return at::cat(parts, 0);
}

void checkCache(const at::Tensor& k, const at::Tensor& keyCache, const at::Tensor& valueCache, const Growth& growth) {
  TORCH_CHECK(keyCache.dim() == 4 && keyCache.sizes() == valueCache.sizes() && keyCache.is_contiguous() && valueCache.is_contiguous() &&
                  keyCache.size(1) == k.size(1) && keyCache.size(3) == k.size(2) && keyCache.scalar_type() == k.scalar_type() && valueCache.scalar_type() == k.scalar_type(),
              "a cache ", keyCache.sizes(), " of ", keyCache.scalar_type(), " does not take keys ", k.sizes(), " of ", k.scalar_type());
  for (size_t i = 0; i < growth.slots.size(); ++i) {
    auto end = growth.past[i] + growth.offsets[i + 1] - growth.offsets[i];
    TORCH_CHECK(growth.slots[i] >= 0 && growth.slots[i] < keyCache.size(0), "the cache has ", keyCache.size(0), " slots; slot ", growth.slots[i], " was asked for");
    TORCH_CHECK(growth.past[i] >= 0 && end <= keyCache.size(2), "the cache holds ", keyCache.size(2), " tokens a sequence; ", end, " are needed");
  }
}

}  // namespace

// Sequence i takes rows offsets[i] to offsets[i + 1] of q (N, Hq, D), k and v (N, Hkv, D).
DEMUR_API Handle demur_attention_packed(Handle q, Handle k, Handle v, const int64_t* offsets, int sequences, double scale, int causal, int64_t window, double softcap) {
  return make([&] {
    check(*q, *k, *v, 3);
    Attend how{scale, causal != 0, window, softcap};
    auto starts = dims(offsets, sequences + 1);
    if (!fits(*q, *k, *v)) return packedPlain(*q, *k, *v, starts, how);
    if (recorded({*q, *k, *v})) return PackedAttention::apply(*q, *k, *v, starts.vec(), scale, how.causal, window, softcap);
    return packedForward(*q, *k, *v, starts, how, {});
  });
}

DEMUR_API Handle demur_attention_masked(Handle q, Handle k, Handle v, Handle mask, double scale, int causal, int64_t window, double softcap) {
  return make([&] {
    check(*q, *k, *v, 4);
    return plain::attendMasked(*q, *k, *v, orUndefined(mask), {scale, causal != 0, window, softcap});
  });
}

// Writes the new keys and values of sequence i behind the past[i] that slot slots[i] of the caches (slots, Hkv, capacity, D)
// holds, and lets its queries see them all up to themselves.
DEMUR_API Handle demur_attention_cached(Handle q, Handle k, Handle v, Handle keys, Handle values, const int64_t* offsets, const int64_t* slots,
                                        const int64_t* past, int sequences, double scale, int64_t window, double softcap) {
  return make([&] {
    at::NoGradGuard guard;
    check(*q, *k, *v, 3);
    Growth growth{dims(offsets, sequences + 1), dims(slots, sequences), dims(past, sequences)};
    checkCache(*k, *keys, *values, growth);
    Attend how{scale, true, window, softcap};
    return fits(*q, *k, *v) ? cachedForward(*q, *k, *v, *keys, *values, growth, how) : cachedPlain(*q, *k, *v, *keys, *values, growth, how);
  });
}
