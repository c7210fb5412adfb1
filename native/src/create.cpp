// Birth of tensors, what they are, and the way of their values in and out.
#include "shim.h"

#include <cstring>

using namespace demur;

DEMUR_API Handle demur_empty(const int64_t* shape, int rank, int dtype, int type, int index) {
  return make([&] { return at::empty(dims(shape, rank), options(dtype, type, index)); });
}

DEMUR_API Handle demur_full(const int64_t* shape, int rank, double value, int dtype, int type, int index) {
  return make([&] { return at::full(dims(shape, rank), value, options(dtype, type, index)); });
}

DEMUR_API Handle demur_arange(double start, double end, double step, int dtype, int type, int index) {
  return make([&] {
    auto kind = options(dtype, type, index);
    if (at::isIntegralType(static_cast<at::ScalarType>(dtype), false)) {
      return at::arange(static_cast<int64_t>(start), static_cast<int64_t>(end), static_cast<int64_t>(step), kind);
    }
    return at::arange(start, end, step, kind);
  });
}

DEMUR_API Handle demur_from_memory(const void* values, const int64_t* shape, int rank, int dtype) {
  return make([&] {
    auto tensor = at::empty(dims(shape, rank), options(dtype, 0, 0));
    std::memcpy(tensor.data_ptr(), values, static_cast<size_t>(tensor.nbytes()));
    return tensor;
  });
}

DEMUR_API at::Generator* demur_generator(uint64_t seed, int type, int index) {
  try {
    auto generator = at::globalContext().defaultGenerator(device(type, index)).clone();
    generator.set_current_seed(seed);
    return new at::Generator(std::move(generator));
  } catch (...) {
    remember();
    return nullptr;
  }
}

DEMUR_API int demur_generator_free(at::Generator* generator) {
  return run([&] { delete generator; });
}

DEMUR_API Handle demur_generator_state(at::Generator* generator) {
  return make([&] {
    std::lock_guard<std::mutex> lock(generator->mutex());
    return generator->get_state();
  });
}

DEMUR_API int demur_generator_set_state(at::Generator* generator, Handle state) {
  return run([&] {
    std::lock_guard<std::mutex> lock(generator->mutex());
    generator->set_state(*state);
  });
}

static at::TensorOptions onGenerator(at::Generator* generator, int dtype) {
  return at::TensorOptions().dtype(static_cast<at::ScalarType>(dtype)).device(generator->device());
}

DEMUR_API Handle demur_normal(const int64_t* shape, int rank, double mean, double deviation, at::Generator* generator, int dtype) {
  return make([&] { return at::empty(dims(shape, rank), onGenerator(generator, dtype)).normal_(mean, deviation, *generator); });
}

DEMUR_API Handle demur_uniform(const int64_t* shape, int rank, double low, double high, at::Generator* generator, int dtype) {
  return make([&] { return at::empty(dims(shape, rank), onGenerator(generator, dtype)).uniform_(low, high, *generator); });
}

DEMUR_API Handle demur_permutation(int64_t count, at::Generator* generator) {
  return make([&] { return at::randperm(count, *generator, onGenerator(generator, static_cast<int>(at::kLong))); });
}

DEMUR_API Handle demur_multinomial(Handle weights, int64_t count, int replace, at::Generator* generator) {
  return make([&] { return at::multinomial(*weights, count, replace != 0, *generator); });
}

DEMUR_API int demur_rank(Handle x) { return static_cast<int>(x->dim()); }
DEMUR_API void demur_shape(Handle x, int64_t* shape) {
  auto sizes = x->sizes();
  std::copy(sizes.begin(), sizes.end(), shape);
}
DEMUR_API int demur_dtype(Handle x) { return static_cast<int>(x->scalar_type()); }
DEMUR_API int demur_device_type(Handle x) { return x->is_cuda() ? 1 : 0; }
DEMUR_API int demur_device_index(Handle x) { return x->is_cuda() ? static_cast<int>(x->get_device()) : 0; }
DEMUR_API int demur_is_contiguous(Handle x) { return x->is_contiguous() ? 1 : 0; }
DEMUR_API void* demur_data(Handle x) {
  try {
    return x->data_ptr();
  } catch (...) {
    remember();
    return nullptr;
  }
}

DEMUR_API int demur_item(Handle x, double* value) {
  return run([&] { *value = x->item().toDouble(); });
}
DEMUR_API int demur_item_long(Handle x, int64_t* value) {
  return run([&] { *value = x->item().toLong(); });
}

DEMUR_API int demur_copy_out(Handle x, void* target, int64_t bytes, int dtype) {
  return run([&] {
    auto plain = x->detach().to(at::kCPU, static_cast<at::ScalarType>(dtype)).contiguous();
    TORCH_CHECK(static_cast<int64_t>(plain.nbytes()) == bytes, "the tensor holds ", plain.nbytes(), " bytes, the target ", bytes);
    std::memcpy(target, plain.data_ptr(), static_cast<size_t>(bytes));
  });
}

DEMUR_API Handle demur_to(Handle x, int dtype, int type, int index) {
  return make([&] { return x->to(options(dtype, type, index)); });
}
DEMUR_API Handle demur_alias(Handle x) {
  return make([&] { return *x; });
}
DEMUR_API Handle demur_clone(Handle x) {
  return make([&] { return x->clone(); });
}
DEMUR_API Handle demur_detach(Handle x) {
  return make([&] { return x->detach(); });
}
