// Errors, the count of live tensors, and what the runtime says about itself.
#include "kernels/kernels.h"
#include "shim.h"

#include <ATen/Parallel.h>
#include <torch/cuda.h>
#include <torch/version.h>

#include <dlfcn.h>
#ifdef _OPENMP
#include <omp.h>
#endif

#include <atomic>
#include <cstring>
#include <new>
#include <string>

namespace demur {

static std::atomic<int64_t> liveTensors{0};
static thread_local std::string lastError;
static thread_local int lastKind = kOk;

Handle wrap(at::Tensor tensor) {
  if (!tensor.defined()) return nullptr;
  auto* handle = new at::Tensor(std::move(tensor));
  liveTensors.fetch_add(1, std::memory_order_relaxed);
  return handle;
}

// libtorch appends its C++ stack; the first lines up to it are the message.
static std::string withoutBacktrace(const std::string& text) {
  auto end = text.find("\nException raised from");
  auto message = text.substr(0, end == std::string::npos ? text.size() : end);
  while (!message.empty() && (message.back() == '\n' || message.back() == ' ')) message.pop_back();
  return message;
}

static bool saysOutOfMemory(const std::string& text) {
  return text.find("not enough memory") != std::string::npos || text.find("can't allocate memory") != std::string::npos ||
         text.find("out of memory") != std::string::npos;
}

int remember() noexcept {
  try {
    try {
      throw;
    } catch (const c10::Error& error) {
      lastError = withoutBacktrace(error.what_without_backtrace());
    } catch (const std::bad_alloc&) {
      lastError = "out of memory";
    } catch (const std::exception& error) {
      lastError = withoutBacktrace(error.what());
    } catch (...) {
      lastError = "an exception of unknown type";
    }
    lastKind = saysOutOfMemory(lastError) ? kOutOfMemory : kFailed;
  } catch (...) {
    lastKind = kOutOfMemory;
  }
  return lastKind;
}

}  // namespace demur

using namespace demur;

DEMUR_API const char* demur_last_error() { return lastError.c_str(); }
DEMUR_API int demur_last_kind() { return lastKind; }
DEMUR_API int64_t demur_live_count() { return liveTensors.load(std::memory_order_relaxed); }

DEMUR_API int demur_free(Handle tensor) {
  liveTensors.fetch_sub(1, std::memory_order_relaxed);
  return run([&] { delete tensor; });
}

DEMUR_API const char* demur_torch_version() { return TORCH_VERSION; }
DEMUR_API int demur_cuda_devices() {
  try {
    return torch::cuda::is_available() ? static_cast<int>(torch::cuda::device_count()) : 0;
  } catch (...) {
    return 0;
  }
}
DEMUR_API const char* demur_kernels() { return kernels::table().name; }
DEMUR_API int demur_threads() { return at::get_num_threads(); }
DEMUR_API int demur_set_threads(int count) {
  return run([&] { at::set_num_threads(count); });
}

// Ends the calling thread's helpers; its next parallel loop starts new ones. OpenMP keeps a set for each thread that ever ran
// a loop, and with more helpers than processors lets all of them sleep at every barrier instead of spinning.
DEMUR_API int demur_release_threads() {
#ifdef _OPENMP
  return run([&] { omp_pause_resource_all(omp_pause_soft); });
#else
  return kOk;
#endif
}

// OpenBLAS says which kernel it picked; another BLAS has no such function and the answer is null.
DEMUR_API const char* demur_blas_kernel() {
  using NameOf = const char* (*)();
  auto* name = reinterpret_cast<NameOf>(dlsym(RTLD_DEFAULT, "openblas_get_corename"));
  return name == nullptr ? nullptr : name();
}
DEMUR_API const char* demur_blas_config() {
  using NameOf = const char* (*)();
  auto* name = reinterpret_cast<NameOf>(dlsym(RTLD_DEFAULT, "openblas_get_config"));
  return name == nullptr ? nullptr : name();
}

// The file that libtorch's matrix multiplication comes from.
DEMUR_API int demur_blas_path(char* buffer, int size) {
  Dl_info info;
  auto* symbol = dlsym(RTLD_DEFAULT, "sgemm_");
  if (symbol == nullptr || dladdr(symbol, &info) == 0 || info.dli_fname == nullptr) return kFailed;
  std::strncpy(buffer, info.dli_fname, static_cast<size_t>(size) - 1);
  buffer[size - 1] = 0;
  return kOk;
}
