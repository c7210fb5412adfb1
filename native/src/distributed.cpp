// libtorch's own torch.distributed: a TCP store where the ranks meet, and Gloo (on processors) or NCCL (on GPUs) between them.
#include "shim.h"

#if __has_include(<gloo/algorithm.h>) && __has_include(<torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>)
#define DEMUR_GLOO
#ifndef USE_C10D_GLOO
#define USE_C10D_GLOO
#endif
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>

// Only beside a libtorch built for CUDA, with NCCL's header.
#if __has_include(<nccl.h>) && __has_include(<cuda_runtime_api.h>) && __has_include(<torch/csrc/distributed/c10d/ProcessGroupNCCL.hpp>)
#define DEMUR_NCCL
#ifndef USE_C10D_NCCL
#define USE_C10D_NCCL
#endif
#include <torch/csrc/distributed/c10d/ProcessGroupNCCL.hpp>
#endif
#endif

#include <chrono>
#include <cstdlib>
#include <memory>
#include <string>

using namespace demur;

#ifdef DEMUR_GLOO
namespace {

struct Group {
  c10::intrusive_ptr<c10d::Store> store;
  c10::intrusive_ptr<c10d::ProcessGroupGloo> gloo;
#ifdef DEMUR_NCCL
  c10::intrusive_ptr<c10d::ProcessGroupNCCL> nccl;
#endif
};

// Where this rank is reached: the interface that GLOO_SOCKET_IFNAME names, loopback when the ranks meet there, else the host's name.
std::shared_ptr<::gloo::transport::Device> deviceFor(const std::string& address) {
  if (const char* name = std::getenv("GLOO_SOCKET_IFNAME")) return c10d::ProcessGroupGloo::createDeviceForInterface(name);
  if (address == "localhost" || address.rfind("127.", 0) == 0) return c10d::ProcessGroupGloo::createDeviceForHostname("127.0.0.1");
  return c10d::ProcessGroupGloo::createDefaultDevice();
}

}  // namespace

DEMUR_API int demur_group_has_nccl() {
#ifdef DEMUR_NCCL
  return 1;
#else
  return 0;
#endif
}

// Meets the others within some seconds; the calls that follow wait longer, since ranks need not be equally fast.
DEMUR_API int demur_group_open(int rank, int world, const char* address, int port, int meetSeconds, int waitSeconds, int nccl, void** group) {
  return run([&] {
    c10d::TCPStoreOptions meeting;
    meeting.port = static_cast<uint16_t>(port);
    meeting.isServer = rank == 0;
    meeting.numWorkers = static_cast<std::size_t>(world);
    meeting.timeout = std::chrono::seconds(meetSeconds);
    auto store = c10::make_intrusive<c10d::TCPStore>(address, meeting);
    auto options = c10d::ProcessGroupGloo::Options::create(std::chrono::seconds(waitSeconds));
    options->devices.push_back(deviceFor(address));
    auto opened = std::make_unique<Group>();
    opened->store = store;
    opened->gloo = c10::make_intrusive<c10d::ProcessGroupGloo>(store, rank, world, options);
    if (nccl != 0) {
#ifdef DEMUR_NCCL
      opened->nccl = c10::make_intrusive<c10d::ProcessGroupNCCL>(store, rank, world);
#else
      TORCH_CHECK(false, "this build of the shim has no NCCL");
#endif
    }
    *group = opened.release();
  });
}

// Adds the tensor up over all ranks, in place: NCCL for one on a GPU, Gloo for one in the host's memory.
DEMUR_API int demur_group_sum(void* group, Handle tensor) {
  return run([&] {
    auto* opened = static_cast<Group*>(group);
    std::vector<at::Tensor> tensors{*tensor};
#ifdef DEMUR_NCCL
    if (tensor->is_cuda() && opened->nccl) {
      opened->nccl->allreduce(tensors)->wait();
      return;
    }
#endif
    opened->gloo->allreduce(tensors)->wait();
  });
}

DEMUR_API int demur_group_close(void* group) {
  return run([&] { delete static_cast<Group*>(group); });
}
#else
DEMUR_API int demur_group_has_nccl() { return 0; }

DEMUR_API int demur_group_open(int, int, const char*, int, int, int, int, void**) {
  return run([&] { TORCH_CHECK(false, "this build of the shim has no Gloo; install libgloo-dev and build it again"); });
}

DEMUR_API int demur_group_sum(void*, Handle) {
  return run([&] { TORCH_CHECK(false, "there is no process group"); });
}

DEMUR_API int demur_group_close(void*) { return kOk; }
#endif
