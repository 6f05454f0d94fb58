import Tensors
import Testing

@Suite struct GridAttentionTests {
  /// Scores grow with the square of the spread, and with them their rounding errors.
  static func tolerance(_ spread: Float) -> Double { 5e-6 * Double(spread * spread) }

  struct Case: Sendable {
    var height: Int
    var width: Int
    /// Extents of a window; the grid's for global attention.
    var keyRows: Int
    var keyColumns: Int
    var heads: Int
    var headWidth: Int
    /// How far scores spread: large ones make the running maximum change between blocks of keys.
    var spread: Float = 1
  }

  @Test(arguments: [
    Case(height: 1, width: 1, keyRows: 1, keyColumns: 1, heads: 1, headWidth: 4),
    Case(height: 16, width: 16, keyRows: 16, keyColumns: 16, heads: 2, headWidth: 32),
    Case(height: 20, width: 33, keyRows: 20, keyColumns: 33, heads: 1, headWidth: 20, spread: 8),
    Case(height: 17, width: 19, keyRows: 7, keyColumns: 7, heads: 2, headWidth: 16),
    Case(height: 5, width: 30, keyRows: 14, keyColumns: 14, heads: 1, headWidth: 80, spread: 4),
  ])
  func matchesItsDefinition(_ c: Case) throws {
    let tokens = c.height * c.width
    let columns = c.heads * c.headWidth
    let qkv = Tensor(
      noise([tokens, 3 * columns]).elements.map { $0 * c.spread }, shape: [tokens, 3 * columns])
    let rows = noise([2 * c.keyRows - 1, c.headWidth], seed: 2)
    let across = noise([2 * c.keyColumns - 1, c.headWidth], seed: 3)
    let padding = noise([3 * columns], seed: 4)
    let attention = GridAttention(
      height: c.height, width: c.width, keyRows: c.keyRows, keyColumns: c.keyColumns,
      heads: c.heads, relativeRows: rows, relativeColumns: across, padding: padding)
    let y = try #require(
      sameForEveryTeam { team in
        var packed = Tensor(zeros: [attention.packedCount])
        var output = Tensor(repeating: .nan, shape: [tokens, columns])
        attention(qkv: qkv, packed: &packed, into: &output, team: team)
        return output
      })
    let reference = Reference(
      c: c, qkv: qkv.doubles, padding: padding.doubles, rows: rows.doubles, across: across.doubles)
    #expect(largestDifference(y, reference.output()) < Self.tolerance(c.spread))
  }
}

/// Windowed attention word for word: pad, cut, attend, put back.
private struct Reference {
  let c: GridAttentionTests.Case
  let qkv: [Double]
  let padding: [Double]
  let rows: [Double]
  let across: [Double]

  func output() -> [Double] {
    (0..<c.height * c.width).flatMap { token in
      (0..<c.heads).flatMap { attend(y: token / c.width, x: token % c.width, head: $0) }
    }
  }

  private func vector(_ part: Int, y: Int, x: Int, head: Int) -> ArraySlice<Double> {
    let columns = c.heads * c.headWidth
    let inside = y < c.height && x < c.width
    let start = part * columns + head * c.headWidth
    let token = (y * c.width + x) * 3 * columns
    return inside
      ? qkv[token + start..<token + start + c.headWidth]
      : padding[start..<start + c.headWidth]
  }

  private func dot(_ a: ArraySlice<Double>, _ b: ArraySlice<Double>) -> Double {
    zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
  }

  private func attend(y: Int, x: Int, head: Int) -> [Double] {
    let (top, left) = (y / c.keyRows * c.keyRows, x / c.keyColumns * c.keyColumns)
    let query = vector(0, y: y, x: x, head: head)
    let d = c.headWidth
    var scores: [Double] = []
    var values: [ArraySlice<Double>] = []
    for keyY in 0..<c.keyRows {
      for keyX in 0..<c.keyColumns {
        let down = y - top - keyY + c.keyRows - 1
        let right = x - left - keyX + c.keyColumns - 1
        scores.append(
          dot(query, vector(1, y: top + keyY, x: left + keyX, head: head)) / Double(d).squareRoot()
            + dot(query, rows[down * d..<(down + 1) * d])
            + dot(query, across[right * d..<(right + 1) * d]))
        values.append(vector(2, y: top + keyY, x: left + keyX, head: head))
      }
    }
    var result = [Double](repeating: 0, count: d)
    for (p, value) in zip(exactSoftmax(scores), values) {
      for (i, element) in value.enumerated() { result[i] += p * element }
    }
    return result
  }
}
