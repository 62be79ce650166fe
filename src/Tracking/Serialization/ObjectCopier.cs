using System;
using System.IO;
using System.Management.Automation;
using System.Reflection;
using System.Text;
using System.Xml;

namespace Tracking.Serialization;

/// <summary>Makes PowerShell's copy of an object, and leaves off as soon as it is too large or takes too long.</summary>
/// <param name="limits">How much there may be.</param>
/// <param name="before">How many bytes there are before it.</param>
internal sealed class ObjectCopier(OutputLimits limits, long before)
{
    private static readonly XmlWriterSettings Settings = new() { OmitXmlDeclaration = true };

    // What PSSerializer uses writes to any writer, but is not public; where it is not found, a copy is made as a whole and measured later.
    private static readonly Type? Serializer = typeof(PSObject).Assembly.GetType("System.Management.Automation.Serializer");
    private static readonly ConstructorInfo? Constructor =
        Serializer?.GetConstructor(Any, null, [typeof(XmlWriter), typeof(int), typeof(bool)], null);

    private static readonly MethodInfo? Serialize = Serializer?.GetMethod("Serialize", Any, null, [typeof(object)], null);
    private static readonly MethodInfo? Done = Serializer?.GetMethod("Done", Any, null, Type.EmptyTypes, null);

    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    /// <exception cref="OutputRefusedException">It is too large or takes too long.</exception>
    public string Copy(object value, int depth)
    {
        if (Constructor == null || Serialize == null || Done == null)
            return PSSerializer.Serialize(value, depth);
        using var text = new LimitedText(limits, before);
        using (var xml = XmlWriter.Create(text, Settings))
        {
            var serializer = Constructor.Invoke([xml, depth, true]);
            // Delegates, since what a method throws that is invoked by reflection is wrapped.
            ((Action<object>)Serialize.CreateDelegate(typeof(Action<object>), serializer))(value);
            ((Action)Done.CreateDelegate(typeof(Action), serializer))();
        }
        return text.ToString();
    }

    /// <summary>Text that refuses what goes beyond the limits, once and for all.</summary>
    private sealed class LimitedText(OutputLimits limits, long before) : TextWriter(System.Globalization.CultureInfo.InvariantCulture)
    {
        private readonly StringBuilder _text = new();
        private bool _isClosing;

        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => Checked().Append(value);

        public override void Write(char[] buffer, int index, int count) => Checked().Append(buffer, index, count);

        public override string ToString() => _text.ToString();

        private StringBuilder Checked()
        {
            // Once refused, the writer is closed, and what it still has to write is of no use.
            if (_isClosing)
                return _text.Clear();
            _isClosing = true;
            limits.Require(before + _text.Length);
            limits.RequireTime();
            _isClosing = false;
            return _text;
        }
    }
}
