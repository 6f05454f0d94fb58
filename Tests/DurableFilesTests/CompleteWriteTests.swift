import Foundation
import Testing

@testable import DurableFiles

/// Against a call that answers what it is told.
@Suite struct CompleteWriteTests {
  private static let content = Array("0123456789".utf8)

  private struct Outcome: Equatable {
    var code: Int32?
    var written = ""
    var pauses: [Int] = []
  }

  /// - Parameter answers: bytes that a call takes, or an error's number, negative.
  private func write(_ answers: [Int]) -> Outcome {
    var outcome = Outcome()
    var pauses: [Int] = []
    var answers = answers
    outcome.code = Self.content.withUnsafeBytes { bytes in
      CompleteWrite { pauses.append($0) }.write(bytes) { rest in
        let answer = answers.isEmpty ? rest.count : answers.removeFirst()
        guard answer >= 0 else {
          errno = Int32(-answer)
          return -1
        }
        outcome.written += String(decoding: rest.prefix(answer), as: UTF8.self)
        return answer
      }
    }
    outcome.pauses = pauses
    return outcome
  }

  @Test func shortWritesAreCompleted() {
    #expect(write([3, 1, 5]) == Outcome(written: "0123456789"))
  }

  @Test func aSignalIsNoFailure() {
    #expect(write([-Int(EINTR), 4, -Int(EINTR)]) == Outcome(written: "0123456789"))
  }

  @Test(arguments: [EIO, EAGAIN])
  func whatMayPassIsTriedAgainWithGrowingPauses(code: Int32) {
    #expect(
      write([4, -Int(code), -Int(code), 2, -Int(code)])
        == Outcome(written: "0123456789", pauses: [0, 1, 2]))
    #expect(
      write([4] + Array(repeating: -Int(code), count: 5))
        == Outcome(code: code, written: "0123", pauses: [0, 1, 2, 3]))
  }

  @Test func aFullDiskIsNotTriedAgain() {
    #expect(write([4, -Int(ENOSPC)]) == Outcome(code: ENOSPC, written: "0123"))
  }

  @Test func writingNothingWithoutAReasonEnds() {
    #expect(
      write([4, 0, 0, 0, 0, 0]) == Outcome(code: EIO, written: "0123", pauses: [0, 1, 2, 3]))
  }
}
