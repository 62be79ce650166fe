using System.Collections.Generic;
using System.Linq;
using System.Xml;

namespace Tracking.Data;

/// <summary>What an element of XML gives as data: its attributes and child elements, by their names without a prefix.</summary>
internal static class XmlMembers
{
    /// <summary>The key of the text between child elements, or beside attributes.</summary>
    public const string Text = "#text";

    /// <summary>Name and value of each, those of one name as a list; null for an element that has neither.</summary>
    public static IReadOnlyList<(string Name, object Value)>? Of(XmlElement element)
    {
        var members = element.Attributes.Cast<XmlAttribute>().Select(attribute => (NameOf(attribute), (object)attribute.Value))
            .Concat(element.ChildNodes.OfType<XmlElement>().Select(child => (child.LocalName, (object)child))).ToList();
        if (members.Count == 0)
            return null;
        var text = string.Concat(element.ChildNodes.Cast<XmlNode>()
            .Where(node => node is XmlText or XmlCDataSection or XmlEntityReference).Select(node => node.InnerText));
        if (text.Length > 0)
            members.Add((Text, text));
        return [.. members.GroupBy(member => member.Item1, member => member.Item2)
            .Select(group => (group.Key, group.ToArray() is [var one] ? one : group.ToArray()))];
    }

    // What declares a prefix has that prefix for its local name.
    private static string NameOf(XmlAttribute attribute) => attribute.Prefix == "xmlns" ? attribute.Name : attribute.LocalName;
}
