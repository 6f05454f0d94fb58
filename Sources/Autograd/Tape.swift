public import Tensors

/// The record of a computation, read backwards for gradients (reverse-mode differentiation).
///
/// Operations on variables write themselves down here, with the tensors that their gradients need.
/// `gradients(of:)` consumes the record from its end: each entry is dropped as soon as its gradients
/// are passed on, so that memory falls as the pass goes. A tape serves one thread at a time.
public final class Tape {
  /// The gradients of an operation's inputs, in order, given that of its output. Nil where an input
  /// needs none.
  typealias Backward = (_ dy: Tensor) -> [Tensor?]

  private struct Entry {
    let inputs: [Int?]
    let output: Int
    let backward: Backward
  }

  /// The threads that kernels work on.
  public let team: ThreadTeam
  private var entries: [Entry] = []
  private var variables = 0

  /// An empty tape.
  public init(team: ThreadTeam) {
    self.team = team
  }

  /// A variable whose gradient is wanted, such as a parameter.
  public func variable(_ value: Tensor) -> Variable {
    Variable(value, number: next(), tape: self)
  }

  /// A variable without a gradient, such as a batch of pictures. Nothing is recorded of operations
  /// on constants alone.
  public func constant(_ value: Tensor) -> Variable {
    Variable(value, number: nil, tape: self)
  }

  /// The result of an operation on `inputs`.
  func record(_ value: Tensor, from inputs: [Variable], _ backward: @escaping Backward) -> Variable
  {
    for input in inputs { precondition(input.tape === self, "variables of one tape") }
    guard inputs.contains(where: \.needsGradient) else { return constant(value) }
    let output = next()
    entries.append(Entry(inputs: inputs.map(\.number), output: output, backward: backward))
    return Variable(value, number: output, tape: self)
  }

  /// The gradients of a scalar by `parameters`, zeros where it doesn't depend on one. Empties the
  /// tape: it can then record the next computation.
  public func gradients(of loss: Variable, by parameters: [Variable]) -> [Tensor] {
    precondition(loss.value.count == 1, "gradients are of one number, not of \(loss.value.shape)")
    precondition(loss.tape === self && parameters.allSatisfy { $0.tape === self }, "one tape")
    let wanted = Set(parameters.compactMap(\.number))
    var gradients: [Int: Tensor] = [:]
    if let number = loss.number {
      gradients[number] = Tensor(repeating: 1, shape: loss.value.shape)
    }
    while let entry = entries.popLast() {
      let kept = wanted.contains(entry.output)
      guard let dy = kept ? gradients[entry.output] : gradients.removeValue(forKey: entry.output)
      else { continue }
      for (input, gradient) in zip(entry.inputs, entry.backward(dy)) {
        guard let input, let gradient else { continue }
        if let sum = gradients.removeValue(forKey: input) {
          gradients[input] = Kernels.binary(sum, gradient, .add, team: team)
        } else {
          gradients[input] = gradient
        }
      }
    }
    return parameters.map { parameter in
      parameter.number.flatMap { gradients[$0] } ?? Tensor(zeros: parameter.value.shape)
    }
  }

  private func next() -> Int {
    variables += 1
    return variables
  }
}
