internal import Tensors

extension ThreadTeam {
  /// The results of `body` for each index in `0..<count`, computed in any order, in parallel.
  func map<Result>(_ count: Int, _ body: (Int) -> Result) -> [Result] {
    [Result](unsafeUninitializedCapacity: count) { results, written in
      let start = results.baseAddress
      forEach(count) { index in (start! + index).initialize(to: body(index)) }
      written = count
    }
  }
}
