internal import CKernels

/// Attention over a grid of tokens, whole or in windows, with decomposed relative positions: the
/// attention of SAM's image encoder (ViTDet's).
///
/// Scores exist for a block of queries and keys at a time. Windows are never cut out: each packs
/// its own keys and values straight from the tokens.
public struct GridAttention: Sendable {
  /// The grid of tokens.
  public let height: Int
  public let width: Int
  public let heads: Int
  /// The length of a query, key or value of one head.
  public let headWidth: Int
  /// The extents of the area that a query attends to: the grid's, or a window's.
  public let keyRows: Int
  public let keyColumns: Int
  /// What a key and a value are where a window reaches beyond the grid: the bias of the qkv
  /// projection, `(3 * heads * headWidth)`, as SAM pads with zeros after the norm.
  private let padding: Tensor
  /// Products with a query give its biases for every distance, in falling order, rows before
  /// columns; times log2(e), since the kernel's softmax is in powers of two.
  private let distances: PackedMatrix

  /// - relativeRows: `(2 * keyRows - 1, headWidth)`, `rel_pos_h`; relativeColumns:
  ///   `(2 * keyColumns - 1, headWidth)`, `rel_pos_w`.
  /// - padding: `(3 * heads * headWidth)`, the bias of the qkv projection.
  public init(
    height: Int, width: Int, keyRows: Int, keyColumns: Int, heads: Int, relativeRows: Tensor,
    relativeColumns: Tensor, padding: Tensor
  ) {
    let headWidth = relativeRows.shape[1]
    precondition(
      relativeRows.shape == [2 * keyRows - 1, headWidth]
        && relativeColumns.shape == [2 * keyColumns - 1, headWidth]
        && padding.count == 3 * heads * headWidth,
      "GridAttention: relative positions for every distance in the area, a bias for q, k and v")
    self.height = height
    self.width = width
    self.heads = heads
    self.headWidth = headWidth
    self.keyRows = keyRows
    self.keyColumns = keyColumns
    self.padding = padding
    let reversed = [relativeRows, relativeColumns].flatMap { table in
      let elements = table.elements
      return stride(from: table.shape[0] - 1, through: 0, by: -1).flatMap {
        elements[$0 * headWidth..<($0 + 1) * headWidth].map { $0 * 1.442_695_040_888_963_4 }
      }
    }
    distances = PackedMatrix(
      Tensor(reversed, shape: [2 * (keyRows + keyColumns) - 2, headWidth]))
  }

  /// Whether every query attends to the whole grid.
  public var isGlobal: Bool { keyRows == height && keyColumns == width }

  /// Floats of `packed` that `callAsFunction` needs: none for windows.
  public var packedCount: Int {
    isGlobal
      ? Self.packedCount(height: height, width: width, heads: heads, headWidth: headWidth) : 0
  }

  /// Floats of `packed` that attention over a whole grid needs.
  public static func packedCount(height: Int, width: Int, heads: Int, headWidth: Int) -> Int {
    heads
      * (ck_packed_keys_count(height, width, headWidth)
        + ck_packed_values_count(height, width, headWidth))
  }

  /// - qkv: `(height * width, 3 * heads * headWidth)`: queries, keys, values, each head by head.
  /// - output: `(height * width, heads * headWidth)`; packed: at least `packedCount` floats.
  public func callAsFunction(
    qkv: Tensor, packed: inout Tensor, into output: inout Tensor, team: ThreadTeam
  ) {
    precondition(
      qkv.count == 3 * output.count && output.count == height * width * heads * headWidth
        && packed.count >= packedCount,
      "GridAttention: qkv \(qkv.shape), output \(output.shape)")
    output.withUnsafeMutableBufferPointer { output in
      packed.withUnsafeMutableBufferPointer { packed in
        withPointers(qkv, padding) { qkv, padding in
          let pass = Pass(
            attention: self, qkv: qkv, padding: padding, output: output.baseAddress!)
          if isGlobal {
            pass.attendGlobally(packed: packed.baseAddress!, team: team)
          } else {
            pass.attendInWindows(team: team)
          }
        }
      }
    }
  }

  private var packedKeysCount: Int { ck_packed_keys_count(keyRows, keyColumns, headWidth) }
  private var packedValuesCount: Int { ck_packed_values_count(keyRows, keyColumns, headWidth) }
}

extension GridAttention {
  /// One call: the tokens' queries, keys and values, and where the result goes.
  private struct Pass {
    let attention: GridAttention
    let qkv: UnsafePointer<Float>
    let padding: UnsafePointer<Float>
    let output: UnsafeMutablePointer<Float>

    private var tokenWidth: Int { attention.heads * attention.headWidth }

    func attendGlobally(packed: UnsafeMutablePointer<Float>, team: ThreadTeam) {
      let grid = Area(rows: 0..<attention.height, columns: 0..<attention.width)
      let perHead = attention.packedKeysCount + attention.packedValuesCount
      team.forEach(attention.heads) { pack(head: $0, grid, into: packed + $0 * perHead) }
      let height = Kernels.tokensPerTile
      let blocks = Kernels.tiles(grid.count, by: height)
      team.forEach(attention.heads * blocks) { index in
        let head = index / blocks
        attend(
          head: head, queries: Kernels.tile(index % blocks, of: grid.count, by: height),
          of: grid, packed: packed + head * perHead)
      }
    }

    func attendInWindows(team: ThreadTeam) {
      let across = Kernels.tiles(attention.width, by: attention.keyColumns)
      let down = Kernels.tiles(attention.height, by: attention.keyRows)
      let perHead = attention.packedKeysCount + attention.packedValuesCount
      team.forEach(across * down * attention.heads) { index in
        let (window, head) = (index / attention.heads, index % attention.heads)
        let inside = Area(
          rows: Kernels.tile(window / across, of: attention.height, by: attention.keyRows),
          columns: Kernels.tile(window % across, of: attention.width, by: attention.keyColumns))
        withScratch(perHead) { packed in
          pack(head: head, inside, into: packed)
          attend(head: head, queries: 0..<inside.count, of: inside, packed: packed)
        }
      }
    }

    /// Packs the keys and, after them, the values that queries of this area attend to: its own
    /// tokens' and, where a window reaches beyond the grid, padding.
    private func pack(head: Int, _ area: Area, into packed: UnsafeMutablePointer<Float>) {
      let grid = { (part: Int) in
        let offset = part * tokenWidth + head * attention.headWidth
        return ck_grid(
          cells: qkv + area.firstToken(width: attention.width) * 3 * tokenWidth + offset,
          rowStride: attention.width * 3 * tokenWidth, columnStride: 3 * tokenWidth,
          insideRows: area.rows.count, insideColumns: area.columns.count,
          outside: padding + offset)
      }
      var (keys, values) = (grid(1), grid(2))
      let (height, width, depth) = (attention.keyRows, attention.keyColumns, attention.headWidth)
      ck_pack_keys(&keys, height, width, depth, packed)
      ck_pack_values(&values, height, width, depth, packed + attention.packedKeysCount)
    }

    private func attend(
      head: Int, queries run: Range<Int>, of area: Area, packed: UnsafeMutablePointer<Float>
    ) {
      let depth = attention.headWidth
      let distances = attention.distances
      // The kernel loads whole vectors of biases: it may read, but never uses, 15 floats more.
      let biasStride = distances.outFeatures + 16
      let scratchCount = ck_attention_scratch_count(run.count, depth)
      withScratch(scratchCount + run.count * (depth + biasStride)) { scratch in
        let queries = scratch + scratchCount
        let biases = queries + run.count * depth
        let first = area.firstToken(width: attention.width)
        for (i, query) in run.enumerated() {
          let (y, x) = (query / area.columns.count, query % area.columns.count)
          let token = first + y * attention.width + x
          (queries + i * depth).update(
            from: qkv + token * 3 * tokenWidth + head * depth, count: depth)
        }
        distances.multiply(
          queries, stride: depth, rows: run.count, into: biases, stride: biasStride)
        var a = ck_attention()
        (a.rows, a.columns, a.depth) = (attention.keyRows, attention.keyColumns, depth)
        a.keys = UnsafePointer(packed)
        a.values = UnsafePointer(packed + attention.packedKeysCount)
        (a.queries, a.count, a.first) = (UnsafePointer(queries), run.count, run.lowerBound)
        a.queryColumns = area.columns.count
        a.scale = 1 / Float(depth).squareRoot()
        a.output = output + first * tokenWidth + head * depth
        (a.outputRowStride, a.outputStride) = (attention.width * tokenWidth, tokenWidth)
        a.rowBias = UnsafePointer(biases)
        a.columnBias = UnsafePointer(biases + 2 * attention.keyRows - 1)
        a.biasStride = biasStride
        a.scratch = scratch
        ck_grid_attention(&a)
      }
    }
  }

  /// The tokens of the grid that one window, or the whole grid, covers.
  private struct Area {
    let rows: Range<Int>
    let columns: Range<Int>

    var count: Int { rows.count * columns.count }

    func firstToken(width: Int) -> Int { rows.lowerBound * width + columns.lowerBound }
  }
}
