// Tells the thread sanitizer about Swift's Mutex. On Linux a thread that has to wait for one gets it inside the Swift library,
// which isn't instrumented, so that the sanitizer reports races wherever two threads really met. This library is loaded before
// it, and says of both functions what they do. (An uncontended lock is an atomic operation in the caller, which is seen.)
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>

extern void __tsan_acquire(void *) __attribute__((weak));
extern void __tsan_release(void *) __attribute__((weak));

#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context)) void *self
// Synchronization._MutexHandle._lockSlow(UInt32) and ._unlockSlow()
#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

SWIFT void lockSlow(uint32_t thread, SELF) __asm__(LOCK);
SWIFT void unlockSlow(SELF) __asm__(UNLOCK);

SWIFT void lockSlow(uint32_t thread, SELF) {
  typedef SWIFT void (*Function)(uint32_t, SELF);
  ((Function)dlsym(RTLD_NEXT, LOCK))(thread, self);
  if (__tsan_acquire) __tsan_acquire(self);
}

SWIFT void unlockSlow(SELF) {
  typedef SWIFT void (*Function)(SELF);
  if (__tsan_release) __tsan_release(self);
  ((Function)dlsym(RTLD_NEXT, UNLOCK))(self);
}
