import Foundation
import FuzzTargets

/// What the fuzzer was asked to do, by the variables that `tools/fuzz/run` sets.
private struct Session {
  let target: FuzzTarget
  let folder: String

  init() {
    let environment = ProcessInfo.processInfo.environment
    guard let name = environment["SLUICE_FUZZ_TARGET"],
      let folder = environment["SLUICE_FUZZ_FOLDER"],
      let target = FuzzTarget.all.first(where: { $0.name == name })
    else {
      print("Start this through tools/fuzz/run.")
      exit(64)
    }
    (self.target, self.folder) = (target, folder)
  }
}

private let session = Session()

/// libFuzzer calls it with one input after another. A trap, a hang or too much memory is libFuzzer's
/// to notice; a broken promise is made a crash here.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = Array(UnsafeBufferPointer(start: bytes, count: count))
  do {
    _ = try session.target.check(input, in: session.folder)
  } catch {
    print("\(session.target.name): \(error)")
    abort()
  }
  return 0
}
