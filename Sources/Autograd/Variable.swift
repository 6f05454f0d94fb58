public import Tensors

/// A tensor that takes part in a recorded computation.
public struct Variable {
  public let value: Tensor
  /// Its number on the tape; nil for constants.
  let number: Int?
  public let tape: Tape

  init(_ value: Tensor, number: Int?, tape: Tape) {
    self.value = value
    self.number = number
    self.tape = tape
  }

  public var shape: [Int] { value.shape }

  /// Whether gradients flow back through it.
  public var needsGradient: Bool { number != nil }

  /// The same value as a constant: nothing flows back beyond it.
  public var detached: Variable { tape.constant(value) }

  var team: ThreadTeam { tape.team }
}
