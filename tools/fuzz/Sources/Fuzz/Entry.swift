import Foundation
import FuzzTargets

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
