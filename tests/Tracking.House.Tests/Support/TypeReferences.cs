using System.Collections.Generic;
using System.Linq;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Tracking.House.Tests;

/// <summary>Finds the names of all types that a compiled type refers to.</summary>
internal static class TypeReferences
{
    /// <summary>Collects the full names of the outermost types that a type and those nested in it refer to.</summary>
    public static void Collect(TypeDefinition type, HashSet<string> names)
    {
        Add(type.BaseType, names);
        AddAttributes(type, names);
        foreach (var implemented in type.Interfaces)
            Add(implemented.InterfaceType, names);
        foreach (var parameter in type.GenericParameters)
            AddConstraints(parameter, names);
        foreach (var field in type.Fields)
        {
            Add(field.FieldType, names);
            AddAttributes(field, names);
        }
        foreach (var property in type.Properties)
            AddAttributes(property, names);
        foreach (var method in type.Methods)
            AddMethod(method, names);
        foreach (var nested in type.NestedTypes)
            Collect(nested, names);
    }

    private static void AddMethod(MethodDefinition method, HashSet<string> names)
    {
        AddSignature(method, names);
        AddAttributes(method, names);
        foreach (var parameter in method.Parameters)
            AddAttributes(parameter, names);
        foreach (var parameter in method.GenericParameters)
            AddConstraints(parameter, names);
        if (!method.HasBody)
            return;
        foreach (var variable in method.Body.Variables)
            Add(variable.VariableType, names);
        foreach (var handler in method.Body.ExceptionHandlers)
            Add(handler.CatchType, names);
        foreach (var instruction in method.Body.Instructions)
            AddOperand(instruction, names);
    }

    private static void AddOperand(Instruction instruction, HashSet<string> names)
    {
        switch (instruction.Operand)
        {
            case TypeReference type:
                Add(type, names);
                break;
            case FieldReference field:
                Add(field.DeclaringType, names);
                Add(field.FieldType, names);
                break;
            case MethodReference method:
                Add(method.DeclaringType, names);
                AddSignature(method, names);
                if (method is GenericInstanceMethod generic)
                {
                    foreach (var argument in generic.GenericArguments)
                        Add(argument, names);
                }
                break;
        }
    }

    private static void AddSignature(MethodReference method, HashSet<string> names)
    {
        Add(method.ReturnType, names);
        foreach (var parameter in method.Parameters)
            Add(parameter.ParameterType, names);
    }

    private static void AddConstraints(GenericParameter parameter, HashSet<string> names)
    {
        foreach (var constraint in parameter.Constraints)
            Add(constraint.ConstraintType, names);
    }

    private static void AddAttributes(ICustomAttributeProvider provider, HashSet<string> names)
    {
        foreach (var attribute in provider.CustomAttributes)
        {
            Add(attribute.AttributeType, names);
            foreach (var argument in attribute.ConstructorArguments.Concat(attribute.Properties.Select(property => property.Argument)))
                Add(argument.Value as TypeReference, names);
        }
    }

    private static void Add(TypeReference? type, HashSet<string> names)
    {
        switch (type)
        {
            case null or GenericParameter:
                return;
            case GenericInstanceType generic:
                foreach (var argument in generic.GenericArguments)
                    Add(argument, names);
                Add(generic.ElementType, names);
                return;
            case TypeSpecification part:
                Add(part.ElementType, names);
                return;
        }
        while (type.DeclaringType != null)
            type = type.DeclaringType;
        names.Add(type.FullName);
    }
}
