// libtorch's own torch.distributed: a TCP store where the ranks meet, and Gloo to add tensors up across them.
#include "shim.h"

#if __has_include(<gloo/algorithm.h>) && __has_include(<torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>)
#define DEMUR_GLOO
#ifndef USE_C10D_GLOO
#define USE_C10D_GLOO
#endif
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>
#endif

#include <chrono>
#include <cstdlib>
#include <string>

using namespace demur;

#ifdef DEMUR_GLOO
namespace {

struct Group {
  c10::intrusive_ptr<c10d::Store> store;
  c10::intrusive_ptr<c10d::ProcessGroupGloo> gloo;
};

// Where this rank is reached: the interface that GLOO_SOCKET_IFNAME names, loopback when the ranks meet there, else the host's name.
std::shared_ptr<::gloo::transport::Device> deviceFor(const std::string& address) {
  if (const char* name = std::getenv("GLOO_SOCKET_IFNAME")) return c10d::ProcessGroupGloo::createDeviceForInterface(name);
  if (address == "localhost" || address.rfind("127.", 0) == 0) return c10d::ProcessGroupGloo::createDeviceForHostname("127.0.0.1");
  return c10d::ProcessGroupGloo::createDefaultDevice();
}

}  // namespace

DEMUR_API int demur_group_open(int rank, int world, const char* address, int port, int seconds, void** group) {
  return run([&] {
    c10d::TCPStoreOptions meeting;
    meeting.port = static_cast<uint16_t>(port);
    meeting.isServer = rank == 0;
    meeting.numWorkers = static_cast<std::size_t>(world);
    meeting.timeout = std::chrono::seconds(seconds);
    auto store = c10::make_intrusive<c10d::TCPStore>(address, meeting);
    auto options = c10d::ProcessGroupGloo::Options::create(std::chrono::seconds(seconds));
    options->devices.push_back(deviceFor(address));
    *group = new Group{store, c10::make_intrusive<c10d::ProcessGroupGloo>(store, rank, world, options)};
  });
}

// Adds the tensor up over all ranks, in place.
DEMUR_API int demur_group_sum(void* group, Handle tensor) {
  return run([&] {
    std::vector<at::Tensor> tensors{*tensor};
    static_cast<Group*>(group)->gloo->allreduce(tensors)->wait();
  });
}

DEMUR_API int demur_group_close(void* group) {
  return run([&] { delete static_cast<Group*>(group); });
}
#else
DEMUR_API int demur_group_open(int, int, const char*, int, int, void**) {
  return run([&] { TORCH_CHECK(false, "this build of the shim has no Gloo; install libgloo-dev and build it again"); });
}

DEMUR_API int demur_group_sum(void*, Handle) {
  return run([&] { TORCH_CHECK(false, "there is no process group"); });
}

DEMUR_API int demur_group_close(void*) { return kOk; }
#endif
