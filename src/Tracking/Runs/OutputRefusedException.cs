using System;

namespace Tracking.Runs;

/// <summary>An output cannot be kept. The message is the reason, as <see cref="KeptOutput.Reason"/> has it.</summary>
internal sealed class OutputRefusedException(string reason, Exception? inner = null) : Exception(reason, inner);
