import Tensors
import Testing

@Suite struct AttentionTests {
  static let tolerance = 5e-6

  struct Case: Sendable {
    var batch: [Int]
    var queries: Int
    var keys: Int
    var heads: Int
    var inner: Int
    var outer: Int
  }

  @Test(arguments: [
    Case(batch: [], queries: 1, keys: 1, heads: 1, inner: 1, outer: 1),
    Case(batch: [], queries: 7, keys: 400, heads: 8, inner: 16, outer: 16),
    Case(batch: [3], queries: 500, keys: 9, heads: 2, inner: 5, outer: 7),
    Case(batch: [2], queries: 33, keys: 1500, heads: 3, inner: 32, outer: 32),
  ])
  func matchesItsDefinition(_ c: Case) throws {
    let q = noise(c.batch + [c.queries, c.heads * c.inner])
    let k = noise(c.batch + [c.keys, c.heads * c.inner], seed: 2)
    let v = noise(c.batch + [c.keys, c.heads * c.outer], seed: 3)
    let y = try #require(
      sameForEveryTeam {
        Kernels.attention(q: q, k: k, v: v, heads: c.heads, scale: 2, team: $0)
      })
    #expect(y.shape == c.batch + [c.queries, c.heads * c.outer])
    let (qs, ks, vs) = (q.doubles, k.doubles, v.doubles)
    var reference = [Double](repeating: 0, count: y.count)
    for image in 0..<c.batch.reduce(1, *) {
      for head in 0..<c.heads {
        for i in 0..<c.queries {
          let query = ((image * c.queries + i) * c.heads + head) * c.inner
          let scores = (0..<c.keys).map { j in
            let key = ((image * c.keys + j) * c.heads + head) * c.inner
            return (0..<c.inner).reduce(0.0) { $0 + qs[query + $1] * ks[key + $1] }
          }
          for (j, p) in exactSoftmax(scores, scale: 2).enumerated() {
            let value = ((image * c.keys + j) * c.heads + head) * c.outer
            let target = ((image * c.queries + i) * c.heads + head) * c.outer
            for d in 0..<c.outer { reference[target + d] += p * vs[value + d] }
          }
        }
      }
    }
    #expect(largestDifference(y, reference) < Self.tolerance)
  }
}
